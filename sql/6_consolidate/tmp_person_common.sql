-- Title: One person with what the records offer for each golden field
-- Creates: tmp_person_common
-- Reads: tmp_offer, tmp_id_place
-- Variables: none
--
-- Per field a value, how many records offer one (*_n), the best-standing of them (*_no) and whether the rules must choose. Most
-- fields have one value only and are settled here, whichever record is asked; where they differ, nothing reads the value. Records
-- that agree on the family may still differ in role and date: keluarga_no is the best by the rules of the field. Texts differ where
-- their hashes do: the smallest and the largest of texts are copied time and again, which takes longer and more memory. What many
-- deliveries lack is gathered apart, of the records that offer some of it, as every person has to hold a place for each sum; where no
-- record offers any, all that is told of these fields is null.

CREATE OR REPLACE TABLE tmp_person_common AS
WITH gathered AS (
    SELECT
        person_no,
        count(*) AS record_n,
        any_value(nik) AS nik,
        count(nik) AS nik_n,
        min(record_no) FILTER (WHERE nik IS NOT NULL) AS nik_no,
        coalesce(min(text_hash(nik)) <> max(text_hash(nik)), FALSE) AS nik_disputed,
        any_value(nama) AS nama,
        count(nama) AS nama_n,
        min(record_no) FILTER (WHERE nama IS NOT NULL) AS nama_no,
        coalesce(min(text_hash(nama)) <> max(text_hash(nama)), FALSE) AS nama_disputed,
        any_value(jenis_kelamin) AS jenis_kelamin,
        count(jenis_kelamin) AS jenis_kelamin_n,
        min(record_no) FILTER (WHERE jenis_kelamin IS NOT NULL) AS jenis_kelamin_no,
        coalesce(min(text_hash(jenis_kelamin)) <> max(text_hash(jenis_kelamin)), FALSE) AS jenis_kelamin_disputed,
        any_value(tempat_lahir) AS tempat_lahir,
        count(tempat_lahir) AS tempat_lahir_n,
        min(record_no) FILTER (WHERE tempat_lahir IS NOT NULL) AS tempat_lahir_no,
        coalesce(min(text_hash(tempat_lahir)) <> max(text_hash(tempat_lahir)), FALSE) AS tempat_lahir_disputed,
        any_value(tanggal_lahir) AS tanggal_lahir,
        count(tanggal_lahir) AS tanggal_lahir_n,
        min(record_no) FILTER (WHERE tanggal_lahir IS NOT NULL) AS tanggal_lahir_no,
        coalesce(min(text_hash(tanggal_lahir)) <> max(text_hash(tanggal_lahir)), FALSE) AS tanggal_lahir_disputed,
        any_value(keberadaan) AS keberadaan,
        count(keberadaan) AS keberadaan_n,
        min(record_no) FILTER (WHERE keberadaan IS NOT NULL) AS keberadaan_no,
        coalesce(min(text_hash(keberadaan)) <> max(text_hash(keberadaan)), FALSE) AS keberadaan_disputed,
        any_value(alamat) AS alamat,
        count(alamat) AS alamat_n,
        min(record_no) FILTER (WHERE alamat IS NOT NULL) AS alamat_no,
        coalesce(min(alamat) <> max(alamat), FALSE) AS alamat_disputed,
        any_value(desil) AS desil,
        count(desil) AS desil_n,
        min(record_no) FILTER (WHERE desil IS NOT NULL) AS desil_no,
        coalesce(min(desil) <> max(desil), FALSE) AS desil_disputed,
        any_value(keluarga) AS keluarga,
        count(keluarga) AS keluarga_n,
        max_by(record_no, keluarga_key) AS keluarga_no,
        coalesce(min(keluarga) <> max(keluarga), FALSE) AS keluarga_disputed
    FROM tmp_offer
    GROUP BY person_no
),

seldom AS (
    SELECT
        person_no,
        any_value(gelar) AS gelar,
        count(gelar) AS gelar_n,
        min(record_no) FILTER (WHERE gelar IS NOT NULL) AS gelar_no,
        coalesce(min(text_hash(gelar)) <> max(text_hash(gelar)), FALSE) AS gelar_disputed,
        any_value(alias) AS alias,
        count(alias) AS alias_n,
        min(record_no) FILTER (WHERE alias IS NOT NULL) AS alias_no,
        coalesce(min(text_hash(alias)) <> max(text_hash(alias)), FALSE) AS alias_disputed,
        any_value(nama_ayah) AS nama_ayah,
        count(nama_ayah) AS nama_ayah_n,
        min(record_no) FILTER (WHERE nama_ayah IS NOT NULL) AS nama_ayah_no,
        coalesce(min(text_hash(nama_ayah)) <> max(text_hash(nama_ayah)), FALSE) AS nama_ayah_disputed,
        any_value(nama_ibu) AS nama_ibu,
        count(nama_ibu) AS nama_ibu_n,
        min(record_no) FILTER (WHERE nama_ibu IS NOT NULL) AS nama_ibu_no,
        coalesce(min(text_hash(nama_ibu)) <> max(text_hash(nama_ibu)), FALSE) AS nama_ibu_disputed,
        any_value(status_kawin) AS status_kawin,
        count(status_kawin) AS status_kawin_n,
        min(record_no) FILTER (WHERE status_kawin IS NOT NULL) AS status_kawin_no,
        coalesce(min(status_kawin) <> max(status_kawin), FALSE) AS status_kawin_disputed,
        any_value(pendidikan) AS pendidikan,
        count(pendidikan) AS pendidikan_n,
        min(record_no) FILTER (WHERE pendidikan IS NOT NULL) AS pendidikan_no,
        coalesce(min(text_hash(pendidikan)) <> max(text_hash(pendidikan)), FALSE) AS pendidikan_disputed,
        any_value(pekerjaan) AS pekerjaan,
        count(pekerjaan) AS pekerjaan_n,
        min(record_no) FILTER (WHERE pekerjaan IS NOT NULL) AS pekerjaan_no,
        coalesce(min(text_hash(pekerjaan)) <> max(text_hash(pekerjaan)), FALSE) AS pekerjaan_disputed
    FROM tmp_offer
    WHERE
        gelar IS NOT NULL OR alias IS NOT NULL OR nama_ayah IS NOT NULL OR nama_ibu IS NOT NULL
        OR status_kawin IS NOT NULL OR pendidikan IS NOT NULL OR pekerjaan IS NOT NULL
    GROUP BY person_no
),

offered AS (
    SELECT *
    FROM gathered
    LEFT JOIN seldom USING (person_no)
)

SELECT
    tmp_id_place.entity_id AS person_id,
    tmp_id_place.id_place,
    offered.*
FROM offered
INNER JOIN tmp_id_place ON offered.person_no = tmp_id_place.entity_no AND tmp_id_place.entity = 'person';
