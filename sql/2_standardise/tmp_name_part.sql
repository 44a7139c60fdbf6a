-- Title: one part of a name that is a name itself: own, alias, father, mother
-- Creates: tmp_name_part
-- Reads: tmp_name_text, ref_nama_gelar
-- Variables: none
--
-- A comma parts name and degrees; it becomes a mark of its own so that tokens behind it can be told. Dots inside a token part
-- it (M.YUSUF) unless the whole is a degree (S.PD). is_alone: an own name that is all there is in the delivered one.
CREATE OR REPLACE TABLE tmp_name_part AS
WITH title AS (
    SELECT list(DISTINCT gelar ORDER BY gelar) AS titles
    FROM ref_nama_gelar
),

part AS (
    SELECT
        name_id, 'own' AS kind, jk, konteks, is_old_spelling, is_baby, own_name AS part_text,
        second_name IS NULL AND father_name IS NULL AND mother_name IS NULL AS is_alone
    FROM tmp_name_text
    UNION ALL
    SELECT name_id, 'alias' AS kind, jk, konteks, is_old_spelling, is_baby, second_name AS part_text, FALSE AS is_alone
    FROM tmp_name_text
    WHERE second_name IS NOT NULL
    UNION ALL
    SELECT name_id, 'father' AS kind, 'L' AS jk, konteks, is_old_spelling, is_baby, father_name AS part_text, FALSE AS is_alone
    FROM tmp_name_text
    WHERE father_name IS NOT NULL
    UNION ALL
    SELECT name_id, 'mother' AS kind, 'P' AS jk, konteks, is_old_spelling, is_baby, mother_name AS part_text, FALSE AS is_alone
    FROM tmp_name_text
    WHERE mother_name IS NOT NULL
),

spaced AS (
    SELECT
        name_id,
        kind,
        jk,
        konteks,
        is_old_spelling,
        is_baby,
        is_alone,
        list_filter(string_split(replace(part_text, ',', ' , '), ' '), lambda t: t <> '') AS words
    FROM part
)

SELECT
    name_id,
    kind,
    jk,
    konteks,
    is_old_spelling,
    is_baby,
    is_alone,
    CASE
        WHEN regexp_matches(array_to_string(words, ' '), '[A-Z][.][A-Z]') THEN list_filter(string_split(array_to_string(
            list_transform(
                words,
                lambda t: CASE WHEN list_contains(titles, replace(t, '.', '')) THEN replace(t, '.', '') || '.' ELSE replace(t, '.', '. ') END
            ), ' '), ' '), lambda t: t <> '')
        ELSE words
    END AS words
FROM spaced
CROSS JOIN title;
