-- Title: One value that one record offers for one golden field of its family that has to be chosen
-- Creates: tmp_value_family
-- Reads: tmp_offer, tmp_family_common, tmp_decided_side
-- Variables: none
--
-- As tmp_value_person, for families.

CREATE OR REPLACE TABLE tmp_value_family AS
WITH decided AS (
    SELECT DISTINCT entity_no
    FROM tmp_decided_side
    WHERE entity = 'family'
),

contested AS (
    SELECT
        tmp_offer.family_no,
        tmp_offer.record_no,
        tmp_offer.source,
        tmp_offer.padan,
        tmp_offer.trust,
        tmp_offer.recency,
        tmp_offer.no_kk_flagged,
        tmp_offer.alamat_flagged,
        tmp_offer.alamat_fineness,
        common.no_kk_disputed,
        CASE WHEN common.no_kk_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.no_kk END AS no_kk,
        common.alamat_keluarga_disputed,
        CASE WHEN common.alamat_keluarga_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.alamat_keluarga END AS alamat_keluarga,
        common.desil_keluarga_disputed,
        CASE WHEN common.desil_keluarga_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.desil_keluarga END AS desil_keluarga
    FROM tmp_offer
    INNER JOIN tmp_family_common AS common ON tmp_offer.family_no = common.family_no
    LEFT JOIN decided ON tmp_offer.family_no = decided.entity_no
    WHERE common.record_n > 1 OR decided.entity_no IS NOT NULL
)

SELECT family_no AS entity_no, 'no_kk' AS field, record_no, source, padan, trust, recency,
    no_kk AS value, no_kk_flagged AS flagged, 0 AS fineness, no_kk_disputed AS is_disputed
FROM contested WHERE no_kk IS NOT NULL
UNION ALL
SELECT family_no, 'alamat_keluarga', record_no, source, padan, trust, recency, alamat_keluarga, alamat_flagged, alamat_fineness, alamat_keluarga_disputed
FROM contested WHERE alamat_keluarga IS NOT NULL
UNION ALL
SELECT family_no, 'desil_keluarga', record_no, source, padan, trust, recency, CAST(desil_keluarga AS VARCHAR), 0, 0, desil_keluarga_disputed
FROM contested WHERE desil_keluarga IS NOT NULL;
