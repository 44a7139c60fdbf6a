-- Title: one distinct name that no earlier build has read, taken apart into own name, alias and father's name
-- Creates: tmp_name_text
-- Reads: tmp_name_delivered, earlier_std_name
-- Variables: none
CREATE OR REPLACE TABLE tmp_name_text AS
WITH upper_case AS (
    SELECT
        delivered.name_id,
        jk,
        konteks,
        name_upper(nama_raw) AS whole
    FROM tmp_name_delivered AS delivered
    ANTI JOIN earlier_std_name AS known ON delivered.name_id = known.name_id
),

apart AS (
    SELECT
        *,
        name_first(whole) AS first_name,
        coalesce(name_second(whole), name_bracket(whole)) AS second_name
    FROM upper_case
)

SELECT
    name_id,
    jk,
    CASE WHEN is_balinese(first_name) THEN 'bali' ELSE konteks END AS konteks,
    CASE
        WHEN name_baby_mother(first_name) IS NULL THEN name_own(first_name)
        ELSE 'BAYI ' || name_baby_mother(first_name)
    END AS own_name,
    second_name,
    name_father(first_name) AS father_name,
    name_baby_mother(first_name) AS mother_name,
    name_is_baby(first_name) AS is_baby,
    has_old_spelling(first_name) AS is_old_spelling
FROM apart;
