-- Title: whether two texts are one slip of the fingers apart
-- Creates: macro within_one_edit
-- Reads: nothing
-- Variables: none
--
-- The same as damerau_levenshtein(a, b) <= 1, which costs twenty times as much: DuckDB fills the whole table of distances. One
-- edit leaves what stands before it or what stands behind it as it was, and so one half of the shorter text less the two
-- letters that may have been swapped. CASE, not AND: DuckDB works out both sides of an AND that is not a filter.

CREATE OR REPLACE MACRO within_one_edit(a, b) AS
    CASE
        WHEN abs(length(a) - length(b)) > 1 THEN FALSE
        WHEN starts_with(b, left(a, length(b) // 2)) OR ends_with(b, right(a, greatest(length(b) - 3, 0) // 2))
            THEN damerau_levenshtein(a, b) <= 1
        WHEN a IS NULL OR b IS NULL THEN NULL
        ELSE FALSE
    END;
