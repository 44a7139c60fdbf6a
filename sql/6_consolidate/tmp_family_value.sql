-- Title: One family with the golden value of each field and the records that grouped fields are read from
-- Creates: tmp_family_value
-- Reads: tmp_family_common, tmp_winner, survivorship_rule
-- Variables: none
--
-- What had to be chosen comes from tmp_winner, all else from what the records have in common.

CREATE OR REPLACE TABLE tmp_family_value AS
WITH chosen AS (
    SELECT
        entity_no,
        count(*) FILTER (WHERE field = 'no_kk') AS no_kk_n,
        max(value) FILTER (WHERE field = 'no_kk') AS no_kk,
        max(record_no) FILTER (WHERE field = 'no_kk') AS no_kk_no,
        count(*) FILTER (WHERE field = 'alamat_keluarga') AS alamat_keluarga_n,
        max(record_no) FILTER (WHERE field = 'alamat_keluarga') AS alamat_keluarga_no,
        max(value) FILTER (WHERE field = 'alamat_keluarga' AND decision_id IS NOT NULL) AS decided_region,
        count(*) FILTER (WHERE field = 'desil_keluarga') AS desil_keluarga_n,
        max(number) FILTER (WHERE field = 'desil_keluarga') AS desil_keluarga
    FROM tmp_winner
    WHERE field IN (SELECT survivorship_rule.field FROM survivorship_rule WHERE survivorship_rule.entity = 'family')
    GROUP BY entity_no
)

SELECT
    common.family_no,
    CASE WHEN chosen.no_kk_n > 0 THEN chosen.no_kk ELSE common.no_kk END AS no_kk,
    CASE WHEN chosen.no_kk_n > 0 THEN chosen.no_kk_no ELSE common.no_kk_no END AS no_kk_no,
    CASE WHEN chosen.alamat_keluarga_n > 0 THEN chosen.alamat_keluarga_no ELSE common.alamat_keluarga_no END AS alamat_keluarga_no,
    CASE WHEN chosen.desil_keluarga_n > 0 THEN CAST(chosen.desil_keluarga AS INTEGER) ELSE common.desil_keluarga END AS desil_keluarga,
    chosen.decided_region
FROM tmp_family_common AS common
LEFT JOIN chosen ON common.family_no = chosen.entity_no;
