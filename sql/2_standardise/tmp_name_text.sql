-- Title: one distinct name that no earlier build has read, taken apart into own name, alias and father's name
-- Creates: tmp_name_text
-- Reads: tmp_name_delivered, earlier_std_name
-- Variables: none
--
-- One look tells that nothing but a name of its own can be in a text; most are such, and taking a text apart costs ten looks.
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

looked_at AS (
    SELECT
        *,
        name_is_composed(whole) AS is_composed
    FROM upper_case
),

apart AS (
    SELECT
        *,
        CASE WHEN is_composed THEN name_first(whole) ELSE whole END AS first_name,
        CASE WHEN is_composed THEN coalesce(name_second(whole), name_bracket(whole)) END AS second_name
    FROM looked_at
)

SELECT
    name_id,
    jk,
    CASE WHEN is_balinese(first_name) THEN 'bali' ELSE konteks END AS konteks,
    CASE
        WHEN name_baby_mother(first_name) IS NOT NULL THEN 'BAYI ' || name_baby_mother(first_name)
        WHEN name_has_father(first_name) THEN name_own(first_name)
        ELSE first_name
    END AS own_name,
    second_name,
    CASE WHEN name_has_father(first_name) THEN name_father(first_name) END AS father_name,
    name_baby_mother(first_name) AS mother_name,
    name_is_baby(first_name) AS is_baby,
    has_old_spelling(first_name) AS is_old_spelling
FROM apart;
