-- Title: one family in another region than in the previous release, and the record that its address comes from
-- Creates: tmp_family_move
-- Reads: gold_family, prev_family, tmp_family_key, tmp_family_value, tmp_record, tmp_decided_value
-- Variables: none
--
-- move is the greatest region that differs. The record is the one gold_provenance names: a region that people decided and no
-- record bears comes from keputusan:<decision_id>.

CREATE OR REPLACE TABLE tmp_family_move AS
WITH compared AS (
    SELECT
        gold_family.family_id,
        CASE
            WHEN gold_family.kode_prov <> prev_family.kode_prov THEN 'provinsi'
            WHEN gold_family.kode_kab <> prev_family.kode_kab THEN 'kabupaten'
            WHEN gold_family.kode_kec <> prev_family.kode_kec THEN 'kecamatan'
            WHEN gold_family.kode_desa <> prev_family.kode_desa THEN 'desa'
        END AS move
    FROM gold_family
    INNER JOIN prev_family ON gold_family.family_id = prev_family.family_id
),

moved AS (
    SELECT
        compared.family_id,
        compared.move,
        chosen.family_no,
        chosen.alamat_keluarga_no
    FROM compared
    INNER JOIN tmp_family_key ON compared.family_id = tmp_family_key.family_id
    INNER JOIN tmp_family_value AS chosen ON tmp_family_key.family_no = chosen.family_no
    WHERE compared.move IS NOT NULL
)

SELECT
    moved.family_id AS id,
    moved.move,
    coalesce(tmp_record.record_id, concat('keputusan:', decided.decision_id)) AS record_id
FROM moved
LEFT JOIN tmp_record ON moved.alamat_keluarga_no = tmp_record.record_no
LEFT JOIN tmp_decided_value AS decided
    ON moved.family_no = decided.entity_no
    AND decided.entity = 'family'
    AND decided.field = 'alamat_keluarga'
    AND decided.is_first;
