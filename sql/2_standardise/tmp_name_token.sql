-- Title: one token of a part of a name that is not plain, with what the title list says of it
-- Creates: tmp_name_token
-- Reads: tmp_name_part, tmp_name_plain, ref_nama_gelar, ref_position
-- Variables: none
--
-- S PD written apart is a degree as well: a token of one or two letters and its follower are looked up together.
CREATE OR REPLACE TABLE tmp_name_token AS
WITH token AS (
    SELECT
        name_id,
        kind,
        jk,
        konteks,
        is_old_spelling,
        ref_position.n AS position,
        words[ref_position.n] AS word
    FROM tmp_name_part
    ANTI JOIN tmp_name_plain ON tmp_name_part.name_id = tmp_name_plain.name_id
    INNER JOIN ref_position ON ref_position.n <= array_length(words)
),

marked AS (
    SELECT
        *,
        replace(word, '.', '') AS bare,
        strpos(word, '.') > 0 AS has_dot,
        max(CASE WHEN word = ',' THEN 1 ELSE 0 END) OVER earlier = 1 AS is_after_comma,
        replace(lead(word) OVER whole, '.', '') AS next_bare,
        replace(lag(word) OVER whole, '.', '') AS previous_bare
    FROM token
    WINDOW
        whole AS (PARTITION BY name_id, kind ORDER BY position),
        earlier AS (PARTITION BY name_id, kind ORDER BY position ROWS UNBOUNDED PRECEDING)
),

title AS (
    SELECT
        gelar,
        bool_or(posisi IN ('awal', 'mana')) AS is_front,
        bool_or(posisi IN ('awal', 'mana') AND syarat = 'selalu') AS is_front_always,
        bool_or(posisi IN ('awal', 'mana') AND syarat = 'laki') AS is_front_of_men,
        bool_or(posisi IN ('akhir', 'mana')) AS is_back,
        bool_or(posisi IN ('akhir', 'mana') AND syarat = 'selalu') AS is_back_always,
        bool_or(posisi = 'mana') AS is_anywhere
    FROM ref_nama_gelar
    GROUP BY gelar
),

degree AS (
    SELECT DISTINCT gelar
    FROM ref_nama_gelar
    WHERE posisi = 'akhir' AND length(gelar) > 2
)

SELECT
    marked.name_id,
    marked.kind,
    marked.jk,
    marked.konteks,
    marked.is_old_spelling,
    marked.position,
    marked.bare,
    marked.has_dot,
    coalesce(
        title.is_front_always
        OR (title.is_front AND (marked.has_dot OR marked.is_after_comma))
        OR (title.is_front_of_men AND coalesce(marked.jk, 'L') = 'L'),
        FALSE
    ) AS is_front_title,
    coalesce(title.is_back_always OR (title.is_back AND (marked.has_dot OR marked.is_after_comma)), FALSE)
    OR (marked.is_after_comma AND title.gelar IS NOT NULL)
    OR with_next.gelar IS NOT NULL
    OR with_previous.gelar IS NOT NULL AS is_back_title,
    coalesce(title.is_anywhere, FALSE) AS is_title_anywhere
FROM marked
LEFT JOIN title ON marked.bare = title.gelar
LEFT JOIN degree AS with_next
    ON CASE WHEN length(marked.bare) <= 2 THEN marked.bare || marked.next_bare END = with_next.gelar
LEFT JOIN degree AS with_previous
    ON CASE WHEN length(marked.previous_bare) <= 2 THEN marked.previous_bare || marked.bare END = with_previous.gelar
WHERE marked.bare <> '' AND marked.bare <> ',';
