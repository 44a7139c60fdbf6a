-- Title: One current household whose sources rank it two or more deciles apart, or that nobody ranks
-- Creates: conflict_desil
-- Reads: tmp_subject, gold_person
-- Variables: is_desil_delivered
--
-- The decile is the household's. DESIL_BEDA: severity 2 from four deciles on, else 1. TANPA_DESIL: the people stay in, with
-- a question to the office that ranks, severity 1. Where no source of the build delivers a decile, nobody is asked why one
-- person has none.

CREATE OR REPLACE TABLE conflict_desil AS
WITH apart AS (
    SELECT place_id
    FROM tmp_subject
    WHERE desil IS NOT NULL
    GROUP BY place_id
    HAVING max(desil) - min(desil) >= 2
),

ranked AS (
    SELECT
        tmp_subject.place_id,
        min(desil) AS lowest,
        max(desil) AS highest,
        array_to_string(list_sort(array_agg(DISTINCT concat(source, ' desil ', desil))), ', ') AS found,
        list_sort(array_agg(DISTINCT person_id)) AS person_ids,
        list_sort(array_agg(record_id)) AS record_ids
    FROM tmp_subject
    INNER JOIN apart ON tmp_subject.place_id = apart.place_id
    WHERE desil IS NOT NULL
    GROUP BY tmp_subject.place_id
),

unranked AS (
    SELECT
        tmp_subject.place_id,
        list_sort(array_agg(DISTINCT tmp_subject.person_id)) AS person_ids,
        list_sort(array_agg(tmp_subject.record_id)) AS record_ids
    FROM tmp_subject
    INNER JOIN gold_person ON tmp_subject.person_id = gold_person.person_id
    WHERE gold_person.desil IS NULL AND getvariable('is_desil_delivered')
    GROUP BY tmp_subject.place_id
),

question AS (
    SELECT
        'DESIL_BEDA' AS jenis,
        place_id,
        CASE WHEN highest - lowest >= 4 THEN 2 ELSE 1 END AS tingkat,
        person_ids,
        record_ids,
        concat('Peringkat kesejahteraan berbeda antar sumber: ', found, '.') AS bukti,
        CAST(to_json({'terendah': lowest, 'tertinggi': highest}) AS VARCHAR) AS bukti_fields
    FROM ranked
    UNION ALL
    SELECT
        'TANPA_DESIL' AS jenis,
        place_id,
        1 AS tingkat,
        person_ids,
        record_ids,
        concat(array_length(person_ids), ' orang belum diperingkat oleh sumber mana pun.') AS bukti,
        CAST(to_json({'jumlah_orang': array_length(person_ids)}) AS VARCHAR) AS bukti_fields
    FROM unranked
)

SELECT
    jenis,
    place_id AS essence,
    tingkat,
    place_id AS area_id,
    person_ids,
    list_filter([CASE WHEN substr(place_id, 1, 1) = 'K' THEN place_id END], lambda id: id IS NOT NULL) AS family_ids,
    record_ids,
    bukti,
    bukti_fields,
    bukti_fields AS fakta
FROM question;
