-- Title: One question about lost deciles or marks: whom it is about and where they live now
-- Creates: tmp_loss_home
-- Reads: tmp_loss, gold_person
-- Variables: none
--
-- A question is called after the household it was first asked of, even where its people have moved on since. It goes to where most of them
-- live now, of equals to the household asked; never to the first by id, which another key would change, but to the first by region.

CREATE OR REPLACE TABLE tmp_loss_home AS
WITH bearer AS (
    SELECT DISTINCT
        tmp_loss.is_desil,
        tmp_loss.place_id,
        gold_person.person_id,
        gold_person.family_id,
        gold_person.kode_kab,
        gold_person.kode_kec,
        gold_person.kode_desa
    FROM tmp_loss
    INNER JOIN gold_person ON tmp_loss.person_id = gold_person.person_id
),

home AS (
    SELECT
        is_desil,
        place_id,
        coalesce(family_id, person_id) AS home_id,
        count(*) AS person_n,
        min(kode_kab) AS kode_kab,
        min(kode_kec) AS kode_kec,
        min(kode_desa) AS kode_desa
    FROM bearer
    GROUP BY is_desil, place_id, coalesce(family_id, person_id)
),

chosen AS (
    SELECT
        is_desil,
        place_id,
        home_id
    FROM home
    QUALIFY row_number() OVER (
        PARTITION BY is_desil, place_id
        ORDER BY
            person_n DESC,
            CASE WHEN home_id = place_id THEN 0 ELSE 1 END,
            coalesce(kode_kab, ''),
            coalesce(kode_kec, ''),
            coalesce(kode_desa, ''),
            home_id
    ) = 1
)

SELECT
    chosen.is_desil,
    chosen.place_id,
    chosen.home_id,
    list_sort(array_agg(bearer.person_id)) AS person_ids,
    list_sort(list_filter(array_agg(DISTINCT bearer.family_id), lambda id: id IS NOT NULL)) AS family_ids
FROM chosen
INNER JOIN bearer ON chosen.is_desil = bearer.is_desil AND chosen.place_id = bearer.place_id
GROUP BY chosen.is_desil, chosen.place_id, chosen.home_id;
