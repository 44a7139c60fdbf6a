-- Title: One person with the golden value of each field and the records that grouped fields are read from
-- Creates: tmp_person_value
-- Reads: tmp_person_common, tmp_winner, survivorship_rule
-- Variables: none
--
-- What had to be chosen comes from tmp_winner, all else from what the records have in common.

CREATE OR REPLACE TABLE tmp_person_value AS
WITH chosen AS (
    SELECT
        entity_no,
        count(*) FILTER (WHERE field = 'nik') AS nik_n,
        max(value) FILTER (WHERE field = 'nik') AS nik,
        max(record_no) FILTER (WHERE field = 'nik') AS nik_no,
        max(value) FILTER (WHERE field = 'nama') AS nama,
        max(value) FILTER (WHERE field = 'gelar') AS gelar,
        max(value) FILTER (WHERE field = 'alias') AS alias,
        count(*) FILTER (WHERE field = 'jenis_kelamin') AS jenis_kelamin_n,
        max(value) FILTER (WHERE field = 'jenis_kelamin') AS jenis_kelamin,
        max(value) FILTER (WHERE field = 'tempat_lahir') AS tempat_lahir,
        count(*) FILTER (WHERE field = 'tanggal_lahir') AS tanggal_lahir_n,
        max(value) FILTER (WHERE field = 'tanggal_lahir') AS kelahiran,
        max(value) FILTER (WHERE field = 'nama_ayah') AS nama_ayah,
        max(value) FILTER (WHERE field = 'nama_ibu') AS nama_ibu,
        max(number) FILTER (WHERE field = 'status_kawin') AS status_kawin,
        max(value) FILTER (WHERE field = 'pendidikan') AS pendidikan,
        max(value) FILTER (WHERE field = 'pekerjaan') AS pekerjaan,
        count(*) FILTER (WHERE field = 'keberadaan') AS keberadaan_n,
        max(value) FILTER (WHERE field = 'keberadaan') AS keberadaan,
        count(*) FILTER (WHERE field = 'alamat') AS alamat_n,
        max(record_no) FILTER (WHERE field = 'alamat') AS alamat_no,
        max(value) FILTER (WHERE field = 'alamat' AND decision_id IS NOT NULL) AS decided_region,
        count(*) FILTER (WHERE field = 'desil') AS desil_n,
        max(number) FILTER (WHERE field = 'desil') AS desil,
        count(*) FILTER (WHERE field = 'keluarga') AS keluarga_n,
        max(number) FILTER (WHERE field = 'keluarga') AS keluarga,
        max(record_no) FILTER (WHERE field = 'keluarga') AS keluarga_no
    FROM tmp_winner
    WHERE field IN (SELECT survivorship_rule.field FROM survivorship_rule WHERE survivorship_rule.entity = 'person')
    GROUP BY entity_no
)

SELECT
    common.person_no,
    CASE WHEN chosen.nik_n > 0 THEN chosen.nik ELSE common.nik END AS nik,
    CASE WHEN chosen.nik_n > 0 THEN chosen.nik_no ELSE common.nik_no END AS nik_no,
    coalesce(chosen.nama, common.nama) AS nama,
    coalesce(chosen.gelar, common.gelar) AS gelar,
    coalesce(chosen.alias, common.alias) AS alias,
    CASE WHEN chosen.jenis_kelamin_n > 0 THEN chosen.jenis_kelamin ELSE common.jenis_kelamin END AS jenis_kelamin,
    coalesce(chosen.tempat_lahir, common.tempat_lahir) AS tempat_lahir,
    CASE WHEN chosen.tanggal_lahir_n > 0 THEN chosen.kelahiran ELSE common.tanggal_lahir END AS kelahiran,
    coalesce(chosen.nama_ayah, common.nama_ayah) AS nama_ayah,
    coalesce(chosen.nama_ibu, common.nama_ibu) AS nama_ibu,
    coalesce(CAST(chosen.status_kawin AS INTEGER), common.status_kawin) AS status_kawin,
    coalesce(chosen.pendidikan, common.pendidikan) AS pendidikan,
    coalesce(chosen.pekerjaan, common.pekerjaan) AS pekerjaan,
    CASE WHEN chosen.keberadaan_n > 0 THEN chosen.keberadaan ELSE common.keberadaan END AS keberadaan,
    CASE WHEN chosen.alamat_n > 0 THEN chosen.alamat_no ELSE common.alamat_no END AS alamat_no,
    CASE WHEN chosen.desil_n > 0 THEN CAST(chosen.desil AS INTEGER) ELSE common.desil END AS desil,
    CASE WHEN chosen.keluarga_n > 0 THEN chosen.keluarga ELSE common.keluarga END AS keluarga,
    CASE WHEN chosen.keluarga_n > 0 THEN chosen.keluarga_no ELSE common.keluarga_no END AS keluarga_no,
    chosen.decided_region
FROM tmp_person_common AS common
LEFT JOIN chosen ON common.person_no = chosen.entity_no;
