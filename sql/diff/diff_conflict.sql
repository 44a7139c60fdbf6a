-- Title: one type of question: how many were open, how many are, how many are the same
-- Creates: diff_conflict
-- Reads: old_conflict, new_conflict
-- Variables: none

CREATE OR REPLACE TABLE diff_conflict AS
SELECT
    coalesce(before.jenis, after.jenis) AS jenis,
    count(before.conflict_id) AS before,
    count(after.conflict_id) AS after,
    count(*) FILTER (WHERE before.conflict_id IS NOT NULL AND after.conflict_id IS NOT NULL) AS still_open,
    count(*) FILTER (WHERE before.conflict_id IS NULL) AS opened,
    count(*) FILTER (WHERE after.conflict_id IS NULL) AS closed
FROM old_conflict AS before
FULL JOIN new_conflict AS after ON before.conflict_id = after.conflict_id
GROUP BY coalesce(before.jenis, after.jenis);
