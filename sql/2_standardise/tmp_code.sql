-- Title: one distinct value of a coded column of a source, with our value
-- Creates: tmp_code
-- Reads: raw_person, ref_source_value
-- Variables: none
--
-- Delivered values are compared trimmed and in upper case. A value without a row in the list keeps a null `baku` and is
-- flagged on every record: it is never guessed.
CREATE OR REPLACE TABLE tmp_code AS
WITH delivered AS (
    SELECT source, 'jenis_kelamin' AS kolom, jenis_kelamin AS nilai_raw FROM raw_person WHERE jenis_kelamin IS NOT NULL
    UNION
    SELECT source, 'shdk' AS kolom, shdk AS nilai_raw FROM raw_person WHERE shdk IS NOT NULL
    UNION
    SELECT source, 'status_kawin' AS kolom, status_kawin AS nilai_raw FROM raw_person WHERE status_kawin IS NOT NULL
    UNION
    SELECT source, 'keberadaan' AS kolom, keberadaan AS nilai_raw FROM raw_person WHERE keberadaan IS NOT NULL
    UNION
    SELECT source, 'padan_dukcapil' AS kolom, padan_dukcapil AS nilai_raw FROM raw_person WHERE padan_dukcapil IS NOT NULL
)

SELECT
    delivered.source,
    delivered.kolom,
    delivered.nilai_raw,
    ref_source_value.baku,
    ref_source_value.baku IS NULL AND NOT regexp_matches(delivered.nilai_raw, '^[^0-9A-Za-z]*$') AS is_unknown
FROM delivered
LEFT JOIN ref_source_value
    ON
        delivered.source = ref_source_value.source
        AND delivered.kolom = ref_source_value.kolom
        AND trim(upper(delivered.nilai_raw)) = ref_source_value.nilai;
