-- Title: one token of a part of a name that is no title, spelt out
-- Creates: tmp_name_word
-- Reads: tmp_name_token, tmp_name_spelling, ref_nama_singkatan
-- Variables: none
--
-- Titles run from the front and from the back; HJ and ALM are titles anywhere. Where nothing else is left, the titles are the
-- name. An abbreviation is spelt out when its context allows; everything else takes its spelling from tmp_name_spelling.
CREATE OR REPLACE TABLE tmp_name_word AS
WITH run AS (
    SELECT
        *,
        is_title_anywhere
        OR max(CASE WHEN is_front_title THEN 0 ELSE 1 END) OVER front = 0
        OR max(CASE WHEN is_back_title THEN 0 ELSE 1 END) OVER back = 0 AS is_in_run
    FROM tmp_name_token
    WINDOW
        front AS (PARTITION BY name_id, kind ORDER BY position ROWS UNBOUNDED PRECEDING),
        back AS (PARTITION BY name_id, kind ORDER BY position DESC ROWS UNBOUNDED PRECEDING)
),

told AS (
    SELECT
        *,
        is_in_run AND min(CASE WHEN is_in_run THEN 1 ELSE 0 END) OVER part = 0 AS is_title
    FROM run
    WINDOW part AS (PARTITION BY name_id, kind)
),

placed AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY name_id, kind, is_title ORDER BY position) AS word_no,
        count(*) OVER (PARTITION BY name_id, kind, is_title) AS word_n
    FROM told
),

-- A lone M or ST is no abbreviation of a first name: there must be a second one.
expanded AS (
    SELECT
        placed.name_id,
        placed.kind,
        placed.position,
        min_by(singkatan.baku, (singkatan.urutan, singkatan.konteks)) AS baku
    FROM placed
    INNER JOIN ref_nama_singkatan AS singkatan
        ON
            placed.bare = singkatan.singkatan
            AND (singkatan.jk = '' OR singkatan.jk = coalesce(placed.jk, 'L'))
            AND (
                singkatan.konteks IN ('semua', placed.konteks)
                OR (singkatan.konteks = 'bukan_bali' AND placed.konteks <> 'bali')
            )
            AND (singkatan.posisi = 'mana' OR placed.word_no = 1)
    WHERE NOT is_title AND word_n > 1
    GROUP BY placed.name_id, placed.kind, placed.position
)

SELECT
    placed.name_id,
    placed.kind,
    placed.position,
    placed.bare,
    placed.is_title,
    coalesce(expanded.baku, spelling.baku) AS std,
    coalesce(name_fon(expanded.baku), spelling.fon) AS fon
FROM placed
LEFT JOIN expanded
    ON placed.name_id = expanded.name_id AND placed.kind = expanded.kind AND placed.position = expanded.position
LEFT JOIN tmp_name_spelling AS spelling
    ON placed.bare = spelling.bare AND placed.is_old_spelling = spelling.is_old_spelling;
