-- Title: one distinct set of delivered programme marks of a source, with what it says
-- Creates: tmp_program
-- Reads: raw_person, ref_source_value
-- Variables: none
--
-- A value without a row in the list is neither yes nor no: the record says nothing of that programme, and is flagged. Nor does
-- an empty one say anything, unless the list has it.
CREATE OR REPLACE TABLE tmp_program AS
WITH delivered AS (
    SELECT DISTINCT
        source,
        program AS program_raw
    FROM raw_person
    WHERE program IS NOT NULL
),

mark AS (
    SELECT
        delivered.source,
        delivered.program_raw,
        split_part(entry.text, chr(31), 1) AS program,
        trim(upper(substr(entry.text, strpos(entry.text, chr(31)) + 1))) AS nilai
    FROM delivered
    CROSS JOIN unnest(delivered.program_raw) AS entry(text)
),

answer AS (
    SELECT
        mark.source,
        mark.program_raw,
        mark.program,
        ref_source_value.baku,
        ref_source_value.baku IS NULL AND mark.nilai NOT IN ('', '-') AS is_unknown
    FROM mark
    LEFT JOIN ref_source_value
        ON mark.source = ref_source_value.source AND ref_source_value.kolom = 'program' AND mark.nilai = ref_source_value.nilai
),

gathered AS (
    SELECT
        source,
        program_raw,
        count(baku) AS baku_n,
        list_sort(coalesce(array_agg(program) FILTER (WHERE baku = 'ya'), CAST([] AS VARCHAR []))) AS program,
        list_sort(coalesce(array_agg(program) FILTER (WHERE baku IS NOT NULL), CAST([] AS VARCHAR []))) AS program_disebut,
        max(CASE WHEN is_unknown THEN 1 ELSE 0 END) = 1 AS is_unknown
    FROM answer
    GROUP BY source, program_raw
)

SELECT
    source,
    program_raw,
    CASE WHEN baku_n > 0 THEN program END AS program,
    CASE WHEN baku_n > 0 THEN program_disebut END AS program_disebut,
    CASE WHEN is_unknown THEN 'NILAI_TAK_DIKENAL:program' END AS program_flag
FROM gathered;
