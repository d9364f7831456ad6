-- +goose Up

ALTER TABLE body ADD COLUMN tail TEXT NOT NULL DEFAULT ''; -- office read backwards: what ends alike stands together in the index
UPDATE body SET tail = (
    WITH RECURSIVE r (n, s) AS (VALUES (0, '') UNION ALL SELECT n + 1, substr(office, n + 1, 1) || s FROM r WHERE n < length(office))
    SELECT s FROM r ORDER BY n DESC LIMIT 1);
CREATE INDEX body_tail ON body (tail);

ALTER TABLE body ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0; -- 1 where it may be another: see body_link
UPDATE body SET is_open = 1 WHERE id IN (SELECT body FROM body_link WHERE kind = 'may_be');
DROP INDEX body_office;
CREATE INDEX body_open ON body (office) WHERE is_open = 1;
