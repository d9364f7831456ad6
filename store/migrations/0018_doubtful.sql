-- +goose Up

CREATE INDEX figure_doubtful ON figure_row (document_id, n) WHERE confidence < 5000 OR value IS NULL AND printed <> ''; -- figures of little confidence, and those without a value that could not be read surely: a person is to look at them
