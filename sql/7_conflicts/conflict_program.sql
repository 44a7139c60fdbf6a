-- Title: One household in which somebody bore a programme mark in an earlier release and bears it no more
-- Creates: conflict_program
-- Reads: tmp_loss, tmp_loss_home
-- Variables: none
--
-- The next build reads bukti_fields (tmp_loss_asked.sql): the question stays until the mark is back or somebody answers. The facts name
-- the release it was last in, so that who loses it once more is asked once more. Severity 2.

CREATE OR REPLACE TABLE conflict_program AS
WITH loss AS (
    SELECT
        place_id,
        program,
        is_denied,
        sources,
        last_release,
        lost_release,
        concat_ws(':', program, person_id, last_release) AS fact,
        concat(program, ':', person_id, ':', last_release, ':', lost_release, ':', sources) AS entry
    FROM tmp_loss
    WHERE NOT is_desil
),

ended AS (
    SELECT
        place_id,
        concat(
            program, ' (', count(*), ' orang',
            CASE WHEN last_release IS NOT NULL THEN concat(', terakhir di rilis ', last_release) ELSE '' END,
            CASE
                WHEN is_denied THEN concat(', dinyatakan bukan penerima', CASE WHEN sources IS NOT NULL THEN concat(' oleh ', sources) ELSE '' END)
                ELSE ', tidak disebut lagi oleh sumber mana pun'
            END,
            CASE WHEN lost_release IS NOT NULL THEN concat(' di rilis ', lost_release) ELSE '' END, ')'
        ) AS words
    FROM loss
    GROUP BY place_id, program, is_denied, sources, last_release, lost_release
),

told AS (
    SELECT
        place_id,
        array_to_string(list_sort(array_agg(words)), '; ') AS words
    FROM ended
    GROUP BY place_id
),

said AS (
    SELECT
        place_id,
        list_sort(coalesce(array_agg(entry) FILTER (WHERE is_denied), CAST([] AS VARCHAR []))) AS denied,
        list_sort(coalesce(array_agg(entry) FILTER (WHERE NOT is_denied), CAST([] AS VARCHAR []))) AS silent,
        list_sort(coalesce(array_agg(fact) FILTER (WHERE is_denied), CAST([] AS VARCHAR []))) AS denied_fact,
        list_sort(coalesce(array_agg(fact) FILTER (WHERE NOT is_denied), CAST([] AS VARCHAR []))) AS silent_fact
    FROM loss
    GROUP BY place_id
)

SELECT
    'HILANG_DARI_RILIS' AS jenis,
    concat('program|', said.place_id) AS essence,
    2 AS tingkat,
    home.home_id AS area_id,
    home.person_ids,
    home.family_ids,
    CAST([] AS VARCHAR []) AS record_ids,
    concat('Tanda program yang pernah ada kini tidak ada lagi: ', told.words, '.') AS bukti,
    CAST(to_json({'dinyatakan_bukan': said.denied, 'tidak_disebut': said.silent, 'tempat': said.place_id}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'dinyatakan_bukan': said.denied_fact, 'tidak_disebut': said.silent_fact}) AS VARCHAR) AS fakta
FROM said
INNER JOIN told ON said.place_id = told.place_id
INNER JOIN tmp_loss_home AS home ON said.place_id = home.place_id AND NOT home.is_desil;
