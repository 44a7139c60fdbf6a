-- Title: one record with the family unit it belongs to
-- Creates: tmp_unit
-- Reads: raw_person, ref_source
-- Variables: none
CREATE OR REPLACE TABLE tmp_unit AS
SELECT
    raw.record_id,
    CASE
        WHEN ref_source.family_unit <> 'none' AND regexp_matches(coalesce(raw.source_family_id, ''), '[1-9A-Za-z]')
            THEN raw.source || ':' || raw.source_family_id
    END AS unit_id
FROM raw_person AS raw
INNER JOIN ref_source ON raw.source = ref_source.source;
