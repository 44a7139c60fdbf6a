-- Title: One value that one record offers for a disputed field of its person, with what the rules look at
-- Creates: tmp_claim_person
-- Reads: tmp_offer, tmp_person_common
-- Variables: none
--
-- same is equal where two values are: the number that the value is, else its hash; numbers and groups have no value text.

CREATE OR REPLACE TABLE tmp_claim_person AS
WITH person_offer AS (
    SELECT
        tmp_offer.person_no,
        tmp_offer.record_no,
        tmp_offer.source,
        tmp_offer.padan,
        tmp_offer.trust,
        tmp_offer.recency,
        tmp_offer.nik_flagged,
        tmp_offer.nama_flagged,
        tmp_offer.jenis_kelamin_flagged,
        tmp_offer.tanggal_lahir_flagged,
        tmp_offer.alamat_flagged,
        tmp_offer.keluarga_flagged,
        tmp_offer.tanggal_lahir_fineness,
        tmp_offer.alamat_fineness,
        CASE WHEN common.nik_disputed THEN tmp_offer.nik END AS nik,
        CASE WHEN common.nama_disputed THEN tmp_offer.nama END AS nama,
        CASE WHEN common.gelar_disputed THEN tmp_offer.gelar END AS gelar,
        CASE WHEN common.alias_disputed THEN tmp_offer.alias END AS alias,
        CASE WHEN common.jenis_kelamin_disputed THEN tmp_offer.jenis_kelamin END AS jenis_kelamin,
        CASE WHEN common.tempat_lahir_disputed THEN tmp_offer.tempat_lahir END AS tempat_lahir,
        CASE WHEN common.tanggal_lahir_disputed THEN tmp_offer.tanggal_lahir END AS tanggal_lahir,
        CASE WHEN common.nama_ayah_disputed THEN tmp_offer.nama_ayah END AS nama_ayah,
        CASE WHEN common.nama_ibu_disputed THEN tmp_offer.nama_ibu END AS nama_ibu,
        CASE WHEN common.status_kawin_disputed THEN tmp_offer.status_kawin END AS status_kawin,
        CASE WHEN common.pendidikan_disputed THEN tmp_offer.pendidikan END AS pendidikan,
        CASE WHEN common.pekerjaan_disputed THEN tmp_offer.pekerjaan END AS pekerjaan,
        CASE WHEN common.keberadaan_disputed THEN tmp_offer.keberadaan END AS keberadaan,
        CASE WHEN common.alamat_disputed THEN tmp_offer.alamat END AS alamat,
        CASE WHEN common.desil_disputed THEN tmp_offer.desil END AS desil,
        CASE WHEN common.keluarga_disputed THEN tmp_offer.keluarga END AS keluarga
    FROM tmp_offer
    INNER JOIN tmp_person_common AS common ON tmp_offer.person_no = common.person_no
    WHERE common.record_n > 1
)

SELECT person_no AS entity_no, 'nik' AS field, record_no, source, padan, trust, recency,
    text_hash(nik) AS same, nik AS value, nik_flagged AS flagged, 0 AS fineness
FROM person_offer WHERE nik IS NOT NULL
UNION ALL
SELECT person_no, 'nama', record_no, source, padan, trust, recency, text_hash(nama), nama, nama_flagged, 0
FROM person_offer WHERE nama IS NOT NULL
UNION ALL
SELECT person_no, 'gelar', record_no, source, padan, trust, recency, text_hash(gelar), gelar, 0, 0
FROM person_offer WHERE gelar IS NOT NULL
UNION ALL
SELECT person_no, 'alias', record_no, source, padan, trust, recency, text_hash(alias), alias, 0, 0
FROM person_offer WHERE alias IS NOT NULL
UNION ALL
SELECT person_no, 'jenis_kelamin', record_no, source, padan, trust, recency, text_hash(jenis_kelamin), jenis_kelamin, jenis_kelamin_flagged, 0
FROM person_offer WHERE jenis_kelamin IS NOT NULL
UNION ALL
SELECT person_no, 'tempat_lahir', record_no, source, padan, trust, recency, text_hash(tempat_lahir), tempat_lahir, 0, 0
FROM person_offer WHERE tempat_lahir IS NOT NULL
UNION ALL
SELECT person_no, 'tanggal_lahir', record_no, source, padan, trust, recency, text_hash(tanggal_lahir), tanggal_lahir, tanggal_lahir_flagged, tanggal_lahir_fineness
FROM person_offer WHERE tanggal_lahir IS NOT NULL
UNION ALL
SELECT person_no, 'nama_ayah', record_no, source, padan, trust, recency, text_hash(nama_ayah), nama_ayah, 0, 0
FROM person_offer WHERE nama_ayah IS NOT NULL
UNION ALL
SELECT person_no, 'nama_ibu', record_no, source, padan, trust, recency, text_hash(nama_ibu), nama_ibu, 0, 0
FROM person_offer WHERE nama_ibu IS NOT NULL
UNION ALL
SELECT person_no, 'status_kawin', record_no, source, padan, trust, recency, status_kawin, NULL, 0, 0
FROM person_offer WHERE status_kawin IS NOT NULL
UNION ALL
SELECT person_no, 'pendidikan', record_no, source, padan, trust, recency, text_hash(pendidikan), pendidikan, 0, 0
FROM person_offer WHERE pendidikan IS NOT NULL
UNION ALL
SELECT person_no, 'pekerjaan', record_no, source, padan, trust, recency, text_hash(pekerjaan), pekerjaan, 0, 0
FROM person_offer WHERE pekerjaan IS NOT NULL
UNION ALL
SELECT person_no, 'keberadaan', record_no, source, padan, trust, recency, text_hash(keberadaan), keberadaan, 0, 0
FROM person_offer WHERE keberadaan IS NOT NULL
UNION ALL
SELECT person_no, 'alamat', record_no, source, padan, trust, recency, alamat, NULL, alamat_flagged, alamat_fineness
FROM person_offer WHERE alamat IS NOT NULL
UNION ALL
SELECT person_no, 'desil', record_no, source, padan, trust, recency, desil, NULL, 0, 0
FROM person_offer WHERE desil IS NOT NULL
UNION ALL
SELECT person_no, 'keluarga', record_no, source, padan, trust, recency, keluarga, NULL, keluarga_flagged, 0
FROM person_offer WHERE keluarga IS NOT NULL;
