-- Title: One well-formed NIK that two or more persons bear
-- Creates: conflict_nik_ganda
-- Reads: tmp_subject, gold_person
-- Variables: none
--
-- Severity 3 when it is the golden NIK of several persons, 2 when only one person's golden NIK (or nobody's) and another's
-- record bears it too. The words name five persons at most, the lists all. A NIK typed for a spouse or for all members shows as one family.

CREATE OR REPLACE TABLE conflict_nik_ganda AS
WITH shared AS (
    SELECT nik
    FROM tmp_subject
    WHERE nik IS NOT NULL
    GROUP BY nik
    HAVING min(person_id) <> max(person_id)
),

bearer AS (
    SELECT
        tmp_subject.nik,
        person_id,
        list_sort(array_agg(record_id)) AS record_ids,
        list_sort(array_agg(DISTINCT source)) AS sources,
        row_number() OVER (PARTITION BY tmp_subject.nik ORDER BY person_id) AS place
    FROM tmp_subject
    INNER JOIN shared ON tmp_subject.nik = shared.nik
    GROUP BY tmp_subject.nik, person_id
),

clash AS (
    SELECT
        bearer.nik,
        count(*) AS person_n,
        count(*) FILTER (WHERE gold_person.nik = bearer.nik) AS golden_n,
        count(DISTINCT coalesce(gold_person.family_id, gold_person.person_id)) AS place_n,
        list_sort(array_agg(bearer.person_id)) AS person_ids,
        list_sort(array_agg(DISTINCT gold_person.family_id) FILTER (WHERE gold_person.family_id IS NOT NULL)) AS family_ids,
        list_sort(flatten(array_agg(bearer.record_ids))) AS record_ids,
        array_to_string(
            list_sort(
                array_agg(
                    concat(
                        coalesce(mask_name(gold_person.nama), 'tanpa nama'),
                        ' (lahir ', coalesce(CAST(gold_person.tahun_lahir AS VARCHAR), '?'),
                        ', ', array_to_string(bearer.sources, '/'), ')'
                    )
                ) FILTER (WHERE bearer.place <= 5)
            ),
            '; '
        ) AS bearers
    FROM bearer
    INNER JOIN gold_person ON bearer.person_id = gold_person.person_id
    GROUP BY bearer.nik
)

SELECT
    'NIK_GANDA_BEDA_ORANG' AS jenis,
    nik AS essence,
    CASE WHEN golden_n > 1 THEN 3 ELSE 2 END AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    person_ids,
    coalesce(family_ids, CAST([] AS VARCHAR[])) AS family_ids,
    record_ids,
    concat(
        'NIK ', mask_number(nik), ' tercatat pada ', person_n, ' orang',
        CASE WHEN place_n = 1 THEN ' dalam satu keluarga' ELSE concat(' di ', place_n, ' keluarga') END, ': ', bearers,
        CASE WHEN person_n > 5 THEN '; dan lainnya.' ELSE '.' END
    ) AS bukti,
    CAST(to_json({'nik': nik, 'jumlah_orang': person_n, 'jumlah_nik_terpilih': golden_n, 'jumlah_keluarga': place_n}) AS VARCHAR)
        AS bukti_fields,
    CAST(to_json({'nik': nik, 'orang': person_ids}) AS VARCHAR) AS fakta
FROM clash;
