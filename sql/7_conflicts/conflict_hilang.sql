-- Title: One household of an earlier release that is in no delivery of this quarter
-- Creates: conflict_hilang
-- Reads: gold_absent, gold_family, gold_person_source, link_carried_question, region_name
-- Variables: none
--
-- Whoever was in a release and is not in this one loses what hangs on it: the household's last known place is where to ask. Persons
-- last reported dead are no question. A record that may be the person, but not surely enough to be joined, is named. Severity 3 in
-- deciles 1 to 4, which programmes choose from, else 2.

CREATE OR REPLACE TABLE conflict_hilang AS
WITH candidate AS (
    SELECT
        link_carried_question.id,
        gold_person_source.person_id
    FROM link_carried_question
    INNER JOIN gold_person_source ON link_carried_question.record_id = gold_person_source.record_id
    QUALIFY row_number() OVER (
        PARTITION BY link_carried_question.id
        ORDER BY link_carried_question.match_probability DESC, gold_person_source.person_id
    ) = 1
),

gone AS (
    SELECT
        coalesce(gold_absent.family_id, gold_absent.person_id) AS place_id,
        max(gold_family.family_id) AS family_id,
        min(gold_absent.person_id) AS area_id,
        min(gold_absent.last_release) AS last_release,
        min(gold_absent.desil) AS desil,
        min(gold_absent.kode_desa) AS kode_desa,
        min(gold_absent.kode_kec) AS kode_kec,
        min(gold_absent.kode_kab) AS kode_kab,
        list_sort(array_agg(gold_absent.person_id)) AS absent_ids,
        array_to_string(array_agg(coalesce(mask_name(gold_absent.nama), 'tanpa nama') ORDER BY gold_absent.person_id), ', ') AS names,
        list_sort(list_filter(array_agg(DISTINCT candidate.person_id), lambda id: id IS NOT NULL)) AS candidate_ids
    FROM gold_absent
    LEFT JOIN candidate ON gold_absent.person_id = candidate.id
    LEFT JOIN gold_family ON gold_absent.family_id = gold_family.family_id
    WHERE gold_absent.keberadaan IS DISTINCT FROM 'MENINGGAL'
    GROUP BY coalesce(gold_absent.family_id, gold_absent.person_id)
)

SELECT
    'HILANG_DARI_RILIS' AS jenis,
    gone.place_id AS essence,
    CASE WHEN gone.desil <= 4 THEN 3 ELSE 2 END AS tingkat,
    gone.area_id,
    list_sort(list_distinct(flatten([gone.absent_ids, gone.candidate_ids]))) AS person_ids,
    list_filter([gone.family_id], lambda id: id IS NOT NULL) AS family_ids,
    CAST([] AS VARCHAR []) AS record_ids,
    concat(
        array_length(gone.absent_ids), ' orang (', gone.names, ') ada di rilis ', gone.last_release,
        CASE WHEN gone.desil IS NULL THEN '' ELSE concat(', desil ', gone.desil) END,
        ', tetapi tidak ada di kiriman mana pun kuartal ini. Tempat terakhir: ',
        coalesce(concat_ws(', ', desa.name, kec.name, kab.name), 'tidak diketahui'), '.',
        CASE
            WHEN array_length(gone.candidate_ids) > 0
                THEN concat(' Mungkin kini tercatat sebagai ', array_to_string(gone.candidate_ids, ', '), '.')
            ELSE ''
        END
    ) AS bukti,
    CAST(
        to_json({'rilis_terakhir': gone.last_release, 'desil': gone.desil, 'hilang': gone.absent_ids, 'mungkin': gone.candidate_ids})
        AS VARCHAR
    ) AS bukti_fields,
    CAST(to_json({'hilang': gone.absent_ids, 'mungkin': gone.candidate_ids}) AS VARCHAR) AS fakta
FROM gone
LEFT JOIN region_name AS desa ON gone.kode_desa = desa.code
LEFT JOIN region_name AS kec ON gone.kode_kec = kec.code
LEFT JOIN region_name AS kab ON gone.kode_kab = kab.code;
