-- Title: one distinct name in its context: comparison form, phonetic form, titles, alias, father, mother
-- Creates: std_name
-- Reads: tmp_name_text, tmp_name_plain, tmp_name_word, tmp_name_delivered, earlier_std_name
-- Variables: none
--
-- What a name is read as follows from the name, sex and region in its id alone: one that an earlier build of this program has
-- read is taken over.
CREATE OR REPLACE TABLE std_name AS
WITH gathered AS (
    SELECT
        name_id,
        kind,
        list_sort(list({'place': position, 'is_title': is_title, 'std': std, 'fon': fon, 'bare': bare})) AS words
    FROM tmp_name_word
    GROUP BY name_id, kind
),

part AS (
    SELECT
        name_id,
        kind,
        nullif(array_to_string(list_transform(list_filter(words, lambda w: NOT w.is_title), lambda w: w.std), ' '), '') AS std,
        nullif(array_to_string(list_transform(list_filter(words, lambda w: NOT w.is_title), lambda w: w.fon), ' '), '') AS fon,
        nullif(array_to_string(list_transform(list_filter(words, lambda w: w.is_title), lambda w: w.bare), ' '), '') AS titles
    FROM gathered
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
    ANTI JOIN tmp_name_plain ON tmp_name_text.name_id = tmp_name_plain.name_id
) AS text
LEFT JOIN part AS own ON text.name_id = own.name_id AND own.kind = 'own'
LEFT JOIN part AS alias ON text.name_id = alias.name_id AND alias.kind = 'alias'
LEFT JOIN part AS father ON text.name_id = father.name_id AND father.kind = 'father'
LEFT JOIN part AS mother ON text.name_id = mother.name_id AND mother.kind = 'mother'
UNION ALL
SELECT
    name_id,
    is_baby,
    nullif(nama_std, '') AS nama_std,
    nullif(nama_fon_text, '') AS nama_fon_text,
    NULL AS gelar,
    NULL AS alias,
    NULL AS nama_ayah,
    NULL AS nama_ibu
FROM tmp_name_plain
UNION ALL
SELECT
    known.name_id,
    is_baby,
    nama_std,
    nama_fon_text,
    gelar,
    alias,
    nama_ayah,
    nama_ibu
FROM earlier_std_name AS known
SEMI JOIN tmp_name_delivered ON known.name_id = tmp_name_delivered.name_id;
