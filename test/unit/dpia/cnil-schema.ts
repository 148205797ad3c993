/** JSON Schema of the CNIL PIA tool's import format, from its importer: what is missing or of another type breaks it. */
const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$" } as const;
const id = { type: "integer", minimum: 1 } as const;
const nullableText = { type: ["string", "null"] } as const;

/** The numbers of the tool's questions. */
export const REFERENCES = [
  111, 112, 113, 121, 122, 123, 211, 212, 213, 214, 215, 221, 222, 223, 224, 225, 226, 227, 321, 322, 323, 324, 325,
  326, 331, 332, 333, 334, 335, 336, 341, 342, 343, 344, 345, 346,
] as const;

export const CNIL_SCHEMA = {
  type: "object",
  required: ["pia", "answers", "measures", "evaluations", "comments"],
  additionalProperties: false,
  properties: {
    pia: {
      type: "object",
      required: ["id", "status", "name", "category", "author_name", "evaluator_name", "validator_name", "created_at"],
      properties: {
        id,
        status: { type: "integer", minimum: 0, maximum: 4 },
        name: { type: "string", minLength: 1 },
        category: { type: "string" },
        author_name: { type: "string" },
        evaluator_name: { type: "string" },
        validator_name: { type: "string" },
        dpo_status: { type: ["integer", "null"] },
        dpo_opinion: nullableText,
        concerned_people_searched_opinion: { type: ["boolean", "null"] },
        is_example: { const: 0 },
        is_archive: { const: 0 },
        structure_id: { type: ["integer", "null"] },
        created_at: instant,
        updated_at: instant,
      },
    },
    answers: {
      type: "array",
      minItems: REFERENCES.length,
      maxItems: REFERENCES.length,
      items: {
        type: "object",
        required: ["id", "pia_id", "reference_to", "data", "created_at"],
        additionalProperties: false,
        properties: {
          id,
          pia_id: id,
          reference_to: { enum: REFERENCES },
          created_at: instant,
          data: {
            type: "object",
            required: ["text", "gauge", "list"],
            additionalProperties: false,
            properties: {
              text: nullableText,
              gauge: { type: ["integer", "null"], minimum: 1, maximum: 4 },
              list: { type: "array", items: { type: "string", minLength: 1 }, uniqueItems: true },
            },
          },
        },
      },
    },
    measures: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "pia_id", "title", "content", "placeholder", "created_at", "updated_at"],
        additionalProperties: false,
        properties: {
          id,
          pia_id: id,
          title: { type: "string", minLength: 1 },
          content: { type: "string", minLength: 1 },
          placeholder: { const: "measures.default_placeholder" },
          created_at: instant,
          updated_at: instant,
        },
      },
    },
    evaluations: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "reference_to"],
        properties: { id, reference_to: { type: "string", pattern: "^[1-3]\\.[0-9](\\.[0-9]+)?$" } },
      },
    },
    comments: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "pia_id", "description", "reference_to", "for_measure", "created_at"],
        additionalProperties: false,
        properties: {
          id,
          pia_id: id,
          description: { type: "string", minLength: 1 },
          reference_to: { type: "integer" },
          for_measure: { type: "boolean" },
          created_at: instant,
        },
      },
    },
  },
} as const;
