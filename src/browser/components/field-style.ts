/** The look of what somebody fills in; a page that has nothing to fill in loads none of it. */
export const FIELD_STYLE = `
.field { margin: 0 0 calc(3 * var(--_space)); max-width: 34rem; }
.field label { font-weight: 700; display: block; margin-block-end: 4px; }
.hint { color: var(--_muted); font-size: 1rem; display: block; margin-block-end: 8px; }
.field.bad { border-inline-start: 5px solid var(--_warn); padding-inline-start: 16px; }
.error { color: var(--_warn); font-weight: 700; margin: 0 0 8px; }
.field input, .field select { font: inherit; color: var(--_ink); background: var(--_paper); border: 2px solid var(--_line); border-radius: 6px; padding: 8px 12px; min-height: 44px; inline-size: 100%; }
.field.bad input, .field.bad select { border-color: var(--_warn); }
`;
