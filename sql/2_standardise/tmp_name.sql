-- Title: one distinct name in its context: comparison form, phonetic form, titles, alias, father, mother
-- Creates: tmp_name
-- Reads: tmp_name_text, tmp_name_word
-- Variables: none
CREATE OR REPLACE TABLE tmp_name AS
WITH part AS (
    SELECT
        name_id,
        kind,
        array_to_string(list(std ORDER BY position) FILTER (WHERE NOT is_title), ' ') AS std,
        array_to_string(list(fon ORDER BY position) FILTER (WHERE NOT is_title), ' ') AS fon,
        array_to_string(list(bare ORDER BY position) FILTER (WHERE is_title OR (kind = 'alias' AND is_title)), ' ') AS titles
    FROM tmp_name_word
    GROUP BY name_id, kind
)

SELECT
    text.name_id,
    text.is_baby,
    own.std AS nama_std,
    own.fon AS nama_fon_text,
    nullif(concat_ws(' ', own.titles, CASE WHEN is_title_only THEN alias.std ELSE alias.titles END), '') AS gelar,
    CASE WHEN is_title_only THEN NULL ELSE alias.std END AS alias,
    father.std AS nama_ayah,
    mother.std AS nama_ibu
FROM (
    SELECT
        *,
        regexp_matches(coalesce(second_name, ''), '^(ALM|ALMH|ALMARHUM|ALMARHUMAH|H|HJ)[.]?$') AS is_title_only
    FROM tmp_name_text
) AS text
LEFT JOIN part AS own ON text.name_id = own.name_id AND own.kind = 'own'
LEFT JOIN part AS alias ON text.name_id = alias.name_id AND alias.kind = 'alias'
LEFT JOIN part AS father ON text.name_id = father.name_id AND father.kind = 'father'
LEFT JOIN part AS mother ON text.name_id = mother.name_id AND mother.kind = 'mother';
