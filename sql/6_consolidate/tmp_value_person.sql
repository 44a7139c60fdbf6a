-- Title: One value that one record offers for one golden field of its person that has to be chosen
-- Creates: tmp_value_person
-- Reads: tmp_offer, tmp_person_common, tmp_decided_side
-- Variables: none
--
-- Fields whose values differ, and all fields of persons that people decided about. value is text, whatever the field is.

CREATE OR REPLACE TABLE tmp_value_person AS
WITH decided AS (
    SELECT DISTINCT entity_no
    FROM tmp_decided_side
    WHERE entity = 'person'
),

contested AS (
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
        common.nik_disputed,
        CASE WHEN common.nik_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.nik END AS nik,
        common.nama_disputed,
        CASE WHEN common.nama_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.nama END AS nama,
        common.gelar_disputed,
        CASE WHEN common.gelar_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.gelar END AS gelar,
        common.alias_disputed,
        CASE WHEN common.alias_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.alias END AS alias,
        common.jenis_kelamin_disputed,
        CASE WHEN common.jenis_kelamin_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.jenis_kelamin END AS jenis_kelamin,
        common.tempat_lahir_disputed,
        CASE WHEN common.tempat_lahir_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.tempat_lahir END AS tempat_lahir,
        common.tanggal_lahir_disputed,
        CASE WHEN common.tanggal_lahir_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.tanggal_lahir END AS tanggal_lahir,
        common.nama_ayah_disputed,
        CASE WHEN common.nama_ayah_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.nama_ayah END AS nama_ayah,
        common.nama_ibu_disputed,
        CASE WHEN common.nama_ibu_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.nama_ibu END AS nama_ibu,
        common.status_kawin_disputed,
        CASE WHEN common.status_kawin_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.status_kawin END AS status_kawin,
        common.pendidikan_disputed,
        CASE WHEN common.pendidikan_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.pendidikan END AS pendidikan,
        common.pekerjaan_disputed,
        CASE WHEN common.pekerjaan_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.pekerjaan END AS pekerjaan,
        common.keberadaan_disputed,
        CASE WHEN common.keberadaan_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.keberadaan END AS keberadaan,
        common.alamat_disputed,
        CASE WHEN common.alamat_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.alamat END AS alamat,
        common.desil_disputed,
        CASE WHEN common.desil_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.desil END AS desil,
        common.keluarga_disputed,
        CASE WHEN common.keluarga_disputed OR decided.entity_no IS NOT NULL THEN tmp_offer.keluarga END AS keluarga
    FROM tmp_offer
    INNER JOIN tmp_person_common AS common ON tmp_offer.person_no = common.person_no
    LEFT JOIN decided ON tmp_offer.person_no = decided.entity_no
    WHERE common.record_n > 1 OR decided.entity_no IS NOT NULL
)

SELECT person_no AS entity_no, 'nik' AS field, record_no, source, padan, trust, recency,
    nik AS value, nik_flagged AS flagged, 0 AS fineness, nik_disputed AS is_disputed
FROM contested WHERE nik IS NOT NULL
UNION ALL
SELECT person_no, 'nama', record_no, source, padan, trust, recency, nama, nama_flagged, 0, nama_disputed
FROM contested WHERE nama IS NOT NULL
UNION ALL
SELECT person_no, 'gelar', record_no, source, padan, trust, recency, gelar, 0, 0, gelar_disputed
FROM contested WHERE gelar IS NOT NULL
UNION ALL
SELECT person_no, 'alias', record_no, source, padan, trust, recency, alias, 0, 0, alias_disputed
FROM contested WHERE alias IS NOT NULL
UNION ALL
SELECT person_no, 'jenis_kelamin', record_no, source, padan, trust, recency, jenis_kelamin, jenis_kelamin_flagged, 0, jenis_kelamin_disputed
FROM contested WHERE jenis_kelamin IS NOT NULL
UNION ALL
SELECT person_no, 'tempat_lahir', record_no, source, padan, trust, recency, tempat_lahir, 0, 0, tempat_lahir_disputed
FROM contested WHERE tempat_lahir IS NOT NULL
UNION ALL
SELECT person_no, 'tanggal_lahir', record_no, source, padan, trust, recency, tanggal_lahir, tanggal_lahir_flagged, tanggal_lahir_fineness, tanggal_lahir_disputed
FROM contested WHERE tanggal_lahir IS NOT NULL
UNION ALL
SELECT person_no, 'nama_ayah', record_no, source, padan, trust, recency, nama_ayah, 0, 0, nama_ayah_disputed
FROM contested WHERE nama_ayah IS NOT NULL
UNION ALL
SELECT person_no, 'nama_ibu', record_no, source, padan, trust, recency, nama_ibu, 0, 0, nama_ibu_disputed
FROM contested WHERE nama_ibu IS NOT NULL
UNION ALL
SELECT person_no, 'status_kawin', record_no, source, padan, trust, recency, CAST(status_kawin AS VARCHAR), 0, 0, status_kawin_disputed
FROM contested WHERE status_kawin IS NOT NULL
UNION ALL
SELECT person_no, 'pendidikan', record_no, source, padan, trust, recency, pendidikan, 0, 0, pendidikan_disputed
FROM contested WHERE pendidikan IS NOT NULL
UNION ALL
SELECT person_no, 'pekerjaan', record_no, source, padan, trust, recency, pekerjaan, 0, 0, pekerjaan_disputed
FROM contested WHERE pekerjaan IS NOT NULL
UNION ALL
SELECT person_no, 'keberadaan', record_no, source, padan, trust, recency, keberadaan, 0, 0, keberadaan_disputed
FROM contested WHERE keberadaan IS NOT NULL
UNION ALL
SELECT person_no, 'alamat', record_no, source, padan, trust, recency, alamat, alamat_flagged, alamat_fineness, alamat_disputed
FROM contested WHERE alamat IS NOT NULL
UNION ALL
SELECT person_no, 'desil', record_no, source, padan, trust, recency, CAST(desil AS VARCHAR), 0, 0, desil_disputed
FROM contested WHERE desil IS NOT NULL
UNION ALL
SELECT person_no, 'keluarga', record_no, source, padan, trust, recency, CAST(keluarga AS VARCHAR), keluarga_flagged, 0, keluarga_disputed
FROM contested WHERE keluarga IS NOT NULL;
