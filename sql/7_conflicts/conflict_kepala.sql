-- Title: One current family with two or more heads, or with none
-- Creates: conflict_kepala
-- Reads: gold_member, gold_person, tmp_subject
-- Variables: none
--
-- Heads are counted over the records that made the members members. KEPALA_GANDA: severity 2 when records of one date name
-- several, 1 when the head changed between dates. TANPA_KEPALA: severity 3 when all members are under 17 by the year of
-- their record, 2 for two or more members, 1 for a person alone.

CREATE OR REPLACE TABLE conflict_kepala AS
WITH said AS (
    SELECT record_id
    FROM tmp_subject
    WHERE shdk = 1
),

-- Most families have one head: the others are found first, by what is narrow.
odd AS (
    SELECT gold_member.family_id
    FROM gold_member
    LEFT JOIN said ON gold_member.record_id = said.record_id
    GROUP BY gold_member.family_id
    HAVING count(said.record_id) <> 1
),

member AS (
    SELECT
        gold_member.family_id,
        gold_member.person_id,
        gold_member.record_id,
        gold_member.is_kepala,
        gold_person.nama,
        tmp_subject.data_date,
        coalesce(tmp_subject.shdk = 1, FALSE) AS said_head,
        coalesce(year(tmp_subject.data_date) - gold_person.tahun_lahir < 17, FALSE) AS is_minor
    FROM gold_member
    INNER JOIN odd ON gold_member.family_id = odd.family_id
    INNER JOIN gold_person ON gold_member.person_id = gold_person.person_id
    INNER JOIN tmp_subject ON gold_member.record_id = tmp_subject.record_id
),

family AS (
    SELECT
        family_id,
        count(*) AS member_n,
        count(*) FILTER (WHERE said_head) AS head_n,
        count(DISTINCT CASE WHEN said_head THEN data_date END) AS date_n,
        count(*) FILTER (WHERE is_minor) = count(*) AS all_minor,
        list_sort(array_agg(person_id)) AS person_ids,
        list_sort(array_agg(person_id) FILTER (WHERE said_head)) AS head_ids,
        list_sort(array_agg(record_id)) AS record_ids,
        array_to_string(
            list_sort(array_agg(concat(coalesce(mask_name(nama), 'tanpa nama'), CASE WHEN is_kepala THEN ' (terpilih)' ELSE '' END))
                FILTER (WHERE said_head)), '; '
        ) AS heads
    FROM member
    GROUP BY family_id
)

SELECT
    CASE WHEN head_n = 0 THEN 'TANPA_KEPALA' ELSE 'KEPALA_GANDA' END AS jenis,
    family_id AS essence,
    CASE
        WHEN head_n > 1 AND date_n < head_n THEN 2
        WHEN head_n > 1 THEN 1
        WHEN all_minor THEN 3
        WHEN member_n > 1 THEN 2
        ELSE 1
    END AS tingkat,
    family_id AS area_id,
    CASE WHEN head_n = 0 THEN person_ids ELSE head_ids END AS person_ids,
    [family_id] AS family_ids,
    record_ids,
    CASE
        WHEN head_n = 0 THEN concat(
            'Keluarga dengan ', member_n, ' anggota tanpa kepala keluarga',
            CASE WHEN all_minor THEN '; semua anggota di bawah 17 tahun.' ELSE '.' END
        )
        ELSE concat(
            head_n, ' orang tercatat sebagai kepala dalam satu keluarga',
            CASE WHEN date_n < head_n THEN '' ELSE ' pada tanggal data yang berbeda' END, ': ', heads, '.'
        )
    END AS bukti,
    CAST(to_json({'jumlah_kepala': head_n, 'jumlah_anggota': member_n, 'jumlah_tanggal': date_n}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'kepala': head_ids, 'anggota': CASE WHEN head_n = 0 THEN person_ids END}) AS VARCHAR) AS fakta
FROM family;
