/**
 * The largest `maxRootAgeSeconds` of services, offices and gates, 30 days: for so long somebody can claim who is revoked.
 * Two hours in milliseconds are more.
 */
export const MAX_ROOT_AGE_SECONDS = 2_592_000;
