-- Title: One family with what its records offer for each golden field
-- Creates: tmp_family_common
-- Reads: tmp_offer, tmp_id_place
-- Variables: none
--
-- As tmp_person_common, for families.

CREATE OR REPLACE TABLE tmp_family_common AS
WITH gathered AS (
    SELECT
        family_no,
        count(*) AS record_n,
        any_value(no_kk) AS no_kk,
        count(no_kk) AS no_kk_n,
        min(record_no) FILTER (WHERE no_kk IS NOT NULL) AS no_kk_no,
        coalesce(min(text_hash(no_kk)) <> max(text_hash(no_kk)), FALSE) AS no_kk_disputed,
        any_value(alamat_keluarga) AS alamat_keluarga,
        count(alamat_keluarga) AS alamat_keluarga_n,
        min(record_no) FILTER (WHERE alamat_keluarga IS NOT NULL) AS alamat_keluarga_no,
        coalesce(min(alamat_keluarga) <> max(alamat_keluarga), FALSE) AS alamat_keluarga_disputed,
        any_value(desil_keluarga) AS desil_keluarga,
        count(desil_keluarga) AS desil_keluarga_n,
        min(record_no) FILTER (WHERE desil_keluarga IS NOT NULL) AS desil_keluarga_no,
        coalesce(min(desil_keluarga) <> max(desil_keluarga), FALSE) AS desil_keluarga_disputed
    FROM tmp_offer
    WHERE family_no IS NOT NULL
    GROUP BY family_no
)

SELECT
    tmp_id_place.entity_id AS family_id,
    tmp_id_place.id_place,
    gathered.*
FROM gathered
INNER JOIN tmp_id_place ON gathered.family_no = tmp_id_place.entity_no AND tmp_id_place.entity = 'family';
