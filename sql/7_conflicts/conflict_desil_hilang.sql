-- Title: One household in which somebody was ranked in an earlier release and is not ranked any more
-- Creates: conflict_desil_hilang
-- Reads: tmp_loss, tmp_loss_home
-- Variables: none
--
-- The next build reads bukti_fields (tmp_loss_asked.sql): the question stays until the people are ranked again or somebody answers.
-- Severity 2 in deciles 1 to 4, which programmes choose from, else 1.

CREATE OR REPLACE TABLE conflict_desil_hilang AS
WITH household AS (
    SELECT
        place_id,
        min(desil) AS desil,
        list_sort(list_filter(array_agg(DISTINCT last_release), lambda name: name IS NOT NULL)) AS last_releases,
        list_sort(array_agg(concat(desil, ':', person_id, ':', last_release, ':', lost_release, ':', sources))) AS entries
    FROM tmp_loss
    WHERE is_desil
    GROUP BY place_id
)

SELECT
    'HILANG_DARI_RILIS' AS jenis,
    concat('desil|', household.place_id) AS essence,
    CASE WHEN household.desil <= 4 THEN 2 ELSE 1 END AS tingkat,
    home.home_id AS area_id,
    home.person_ids,
    home.family_ids,
    CAST([] AS VARCHAR []) AS record_ids,
    concat(
        array_length(home.person_ids), ' orang pernah berada di desil ', household.desil,
        CASE
            WHEN array_length(household.last_releases) > 0
                THEN concat(' (terakhir di rilis ', array_to_string(household.last_releases, ', '), ')')
            ELSE ''
        END,
        ' dan kini tidak berperingkat.'
    ) AS bukti,
    CAST(to_json({
        'desil_sebelumnya': household.desil, 'tidak_berperingkat': household.entries, 'tempat': household.place_id
    }) AS VARCHAR) AS bukti_fields,
    CASE
        WHEN array_length(household.last_releases) > 0
            THEN CAST(to_json({'desil_sebelumnya': household.desil, 'rilis_terakhir': household.last_releases}) AS VARCHAR)
        ELSE CAST(to_json({'desil_sebelumnya': household.desil}) AS VARCHAR)
    END AS fakta
FROM household
INNER JOIN tmp_loss_home AS home ON household.place_id = home.place_id AND home.is_desil;
