-- Title: one delivered line or row that did not become a record
-- Creates: reject
-- Reads: tmp_broken, tmp_set_aside, tmp_raw_text
-- Variables: none

CREATE OR REPLACE TABLE reject AS
SELECT
    source,
    file,
    line,
    reason,
    detail,
    raw_text
FROM tmp_broken

UNION ALL

SELECT
    aside.source,
    aside.file,
    aside.line,
    aside.reason,
    aside.detail,
    delivered.raw_text
FROM tmp_set_aside AS aside
LEFT JOIN tmp_raw_text AS delivered
    ON aside.source = delivered.source AND aside.file = delivered.file AND aside.line = delivered.line;
