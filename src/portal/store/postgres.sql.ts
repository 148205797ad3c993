/** Tables and the one function of the Postgres store, step by step. */

import { CLOSING_LOCK } from "../../core/database/locks.ts";

/** Version 1. */
export const CREATE_TABLES = `
CREATE TABLE IF NOT EXISTS civicproof_meta (name text PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE IF NOT EXISTS civicproof_periods (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope bytea NOT NULL CHECK (octet_length(scope) = 32),
  period bigint NOT NULL,
  retain_until bigint,
  closed boolean NOT NULL DEFAULT false,
  UNIQUE (scope, period)
);
CREATE TABLE IF NOT EXISTS civicproof_nullifiers (
  nullifier bytea PRIMARY KEY CHECK (octet_length(nullifier) = 32),
  period_id bigint NOT NULL,
  uses integer NOT NULL,
  first_used_at bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS civicproof_answers (
  nonce bytea PRIMARY KEY CHECK (octet_length(nonce) = 32),
  nullifier bytea NOT NULL,
  operation bytea,
  period_id bigint NOT NULL
);
`;

/**
 * Version 2: the terms of each scope, which stay when its periods are closed. The function of version 1 knew none; a
 * process that still runs it must fail rather than go on without them.
 */
export const CREATE_SCOPES = `
CREATE TABLE IF NOT EXISTS civicproof_scopes (
  scope bytea PRIMARY KEY CHECK (octet_length(scope) = 32),
  grid text NOT NULL,
  max_claims integer NOT NULL
);
DROP FUNCTION IF EXISTS civicproof_consume(
  bytea[], bigint[], bytea[], bytea[], bytea[], integer[], bigint[], bigint[]);
`;

/**
 * Version 3: what services claim for, what changed the store, and how many uses there ever were. The sequence is no
 * row, so that claims don't wait for each other. The function compares the hash key: a process that goes on with
 * another one would find every nullifier unused.
 */
export const CREATE_PROGRAMMES_AND_FUNCTION = `
CREATE TABLE IF NOT EXISTS civicproof_programmes (
  tenant text PRIMARY KEY,
  verifier text NOT NULL,
  programme text NOT NULL,
  scope bytea NOT NULL,
  policy text NOT NULL,
  policy_hash text NOT NULL
);
CREATE TABLE IF NOT EXISTS civicproof_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  what text NOT NULL,
  detail text NOT NULL
);
CREATE SEQUENCE IF NOT EXISTS civicproof_uses MINVALUE 0 START 0;
SELECT setval('civicproof_uses', (SELECT coalesce(sum(uses), 0) FROM civicproof_nullifiers)::bigint);
INSERT INTO civicproof_meta VALUES ('store-id', uuid_send(gen_random_uuid())) ON CONFLICT DO NOTHING;
DROP FUNCTION IF EXISTS civicproof_consume(
  bytea[], text[], integer[], bigint[], bytea[], bytea[], bytea[], bigint[], bigint[]);
-- One claim per array position; no two positions may have the same nonce. Answers are locked in the order of nonces,
-- then nullifiers in their order, so that calls can't wait for each other in a circle.
CREATE OR REPLACE FUNCTION civicproof_consume(
  p_check bytea, p_scopes bytea[], p_grids text[], p_max_claims integer[], p_periods bigint[], p_nonces bytea[],
  p_nullifiers bytea[], p_operations bytea[], p_used_at bigint[], p_retain_until bigint[],
  OUT outcomes text[], OUT last_use bigint
) LANGUAGE plpgsql AS $$
DECLARE
  period_ids bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_nonces)]);
  fresh_scopes bytea[];
  found_period record;
  answer record;
  i integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(${CLOSING_LOCK});
  outcomes := array_fill(NULL::text, ARRAY[cardinality(p_nonces)]);
  IF (SELECT value FROM civicproof_meta WHERE name = 'hash-key') IS DISTINCT FROM p_check THEN
    outcomes := array_fill('other-key'::text, ARRAY[cardinality(p_nonces)]);
    RETURN;
  END IF;
  WITH fresh AS (
    INSERT INTO civicproof_scopes
      SELECT DISTINCT ON (s) s, g, m
      FROM unnest(p_scopes, p_grids, p_max_claims) WITH ORDINALITY AS wanted (s, g, m, position)
      WHERE NOT EXISTS (SELECT FROM civicproof_scopes WHERE scope = s)
      ORDER BY s, position ON CONFLICT DO NOTHING RETURNING scope
  ) SELECT array_agg(scope) INTO fresh_scopes FROM fresh;
  INSERT INTO civicproof_periods (scope, period)
    SELECT DISTINCT s, p FROM unnest(p_scopes, p_periods) AS wanted (s, p)
    WHERE NOT EXISTS (SELECT FROM civicproof_periods WHERE scope = s AND period = p)
    ORDER BY s, p ON CONFLICT DO NOTHING;

  FOR i IN SELECT position FROM unnest(p_nonces) WITH ORDINALITY AS wanted (nonce, position) ORDER BY nonce LOOP
    SELECT id, closed, grid, max_claims INTO STRICT found_period
      FROM civicproof_periods JOIN civicproof_scopes USING (scope)
      WHERE scope = p_scopes[i] AND period = p_periods[i];
    IF (found_period.grid, found_period.max_claims) <> (p_grids[i], p_max_claims[i]) THEN
      outcomes[i] := 'other-terms';
      CONTINUE;
    END IF;
    IF found_period.closed THEN
      outcomes[i] := 'period-closed';
      CONTINUE;
    END IF;
    period_ids[i] := found_period.id;
    INSERT INTO civicproof_answers VALUES (p_nonces[i], p_nullifiers[i], p_operations[i], found_period.id)
      ON CONFLICT DO NOTHING;
    CONTINUE WHEN FOUND;
    SELECT nullifier, operation INTO answer FROM civicproof_answers WHERE nonce = p_nonces[i];
    outcomes[i] := CASE
      WHEN answer.nullifier = p_nullifiers[i] AND answer.operation = p_operations[i] THEN 'accepted-by-this-request'
      ELSE 'already-used' END;
  END LOOP;

  FOR i IN SELECT position FROM unnest(p_nullifiers) WITH ORDINALITY AS wanted (nullifier, position)
    WHERE outcomes[position] IS NULL ORDER BY nullifier, position LOOP
    INSERT INTO civicproof_nullifiers AS stored VALUES (p_nullifiers[i], period_ids[i], 1, p_used_at[i])
      ON CONFLICT (nullifier) DO UPDATE SET uses = stored.uses + 1 WHERE stored.uses < p_max_claims[i];
    IF FOUND THEN
      outcomes[i] := 'accepted';
      last_use := nextval('civicproof_uses');
      IF p_retain_until[i] IS NOT NULL THEN
        UPDATE civicproof_periods SET retain_until = p_retain_until[i]
          WHERE id = period_ids[i] AND coalesce(retain_until, -1) < p_retain_until[i];
      END IF;
    ELSE
      outcomes[i] := 'already-used';
      DELETE FROM civicproof_answers WHERE nonce = p_nonces[i];
    END IF;
  END LOOP;
  IF fresh_scopes IS NOT NULL THEN
    DELETE FROM civicproof_scopes WHERE scope = ANY (fresh_scopes) AND NOT EXISTS (
      SELECT FROM unnest(p_scopes, outcomes) AS decided (s, outcome) WHERE s = scope AND outcome = 'accepted');
  END IF;
END $$;
`;
