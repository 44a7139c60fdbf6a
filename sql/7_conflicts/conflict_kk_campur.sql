-- Title: One KK number that two or more current families bear as theirs
-- Creates: conflict_kk_campur
-- Reads: gold_family, gold_member
-- Variables: none
--
-- A KK belongs to one family. Two with the same number have moved apart without a new KK, or strangers share it (kos,
-- pesantren, "titip KK"), or one was mistyped. Severity 3 when they live in different kecamatan, else 2.

CREATE OR REPLACE TABLE conflict_kk_campur AS
WITH bearer AS (
    SELECT
        family_id,
        no_kk,
        nama_kepala,
        member_n,
        kode_kec,
        sources,
        row_number() OVER (PARTITION BY no_kk ORDER BY family_id) AS place
    FROM gold_family
    WHERE no_kk IS NOT NULL AND member_n > 0
),

clash AS (
    SELECT
        no_kk,
        count(*) AS family_n,
        count(DISTINCT kode_kec) AS kec_n,
        sum(member_n) AS member_n,
        list_sort(array_agg(family_id)) AS family_ids,
        array_to_string(
            list_sort(
                array_agg(
                    concat(
                        'keluarga ', coalesce(mask_name(nama_kepala), 'tanpa kepala'), ' (', member_n, ' orang, ',
                        array_to_string(sources, '/'), ')'
                    )
                ) FILTER (WHERE place <= 5)
            ),
            '; '
        ) AS bearers
    FROM bearer
    GROUP BY no_kk
    HAVING count(*) > 1
),

member AS (
    SELECT
        bearer.no_kk,
        list_sort(array_agg(gold_member.person_id)) AS person_ids,
        list_sort(array_agg(gold_member.record_id)) AS record_ids
    FROM bearer
    INNER JOIN clash ON bearer.no_kk = clash.no_kk
    INNER JOIN gold_member ON bearer.family_id = gold_member.family_id
    GROUP BY bearer.no_kk
)

SELECT
    'KK_CAMPUR' AS jenis,
    clash.no_kk AS essence,
    CASE WHEN clash.kec_n > 1 THEN 3 ELSE 2 END AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    member.person_ids,
    clash.family_ids,
    member.record_ids,
    concat(
        'No. KK ', mask_number(clash.no_kk), ' dipakai ', clash.family_n, ' keluarga',
        CASE WHEN clash.kec_n > 1 THEN ' di kecamatan berbeda' ELSE '' END, ': ', clash.bearers,
        CASE WHEN clash.family_n > 5 THEN '; dan lainnya.' ELSE '.' END
    ) AS bukti,
    CAST(
        to_json({
            'no_kk': clash.no_kk, 'jumlah_keluarga': clash.family_n, 'jumlah_kecamatan': clash.kec_n,
            'jumlah_orang': CAST(clash.member_n AS INTEGER)
        }) AS VARCHAR
    ) AS bukti_fields,
    CAST(to_json({'no_kk': clash.no_kk, 'keluarga': clash.family_ids}) AS VARCHAR) AS fakta
FROM clash
INNER JOIN member ON clash.no_kk = member.no_kk;
