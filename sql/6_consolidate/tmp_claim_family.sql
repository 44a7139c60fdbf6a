-- Title: One value that one record offers for a disputed field of its family, with what the rules look at
-- Creates: tmp_claim_family
-- Reads: tmp_offer, tmp_family_common
-- Variables: none
--
-- As tmp_claim_person, for families.

CREATE OR REPLACE TABLE tmp_claim_family AS
WITH family_offer AS (
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
        CASE WHEN common.no_kk_disputed THEN tmp_offer.no_kk END AS no_kk,
        CASE WHEN common.alamat_keluarga_disputed THEN tmp_offer.alamat_keluarga END AS alamat_keluarga,
        CASE WHEN common.desil_keluarga_disputed THEN tmp_offer.desil_keluarga END AS desil_keluarga
    FROM tmp_offer
    INNER JOIN tmp_family_common AS common ON tmp_offer.family_no = common.family_no
    WHERE common.record_n > 1
)

SELECT family_no AS entity_no, 'no_kk' AS field, record_no, source, padan, trust, recency,
    text_hash(no_kk) AS same, no_kk AS value, no_kk_flagged AS flagged, 0 AS fineness
FROM family_offer WHERE no_kk IS NOT NULL
UNION ALL
SELECT family_no, 'alamat_keluarga', record_no, source, padan, trust, recency, alamat_keluarga, NULL, alamat_flagged, alamat_fineness
FROM family_offer WHERE alamat_keluarga IS NOT NULL
UNION ALL
SELECT family_no, 'desil_keluarga', record_no, source, padan, trust, recency, desil_keluarga, NULL, 0, 0
FROM family_offer WHERE desil_keluarga IS NOT NULL;
