-- Title: One decile or programme mark whose loss the previous release still asks after, and who has lost it
-- Creates: tmp_loss_asked
-- Reads: prev_conflict, gold_id
-- Variables: none
--
-- The loss itself is gone from the previous release's persons: its open questions are what remembers it. Their bukti_fields name each
-- loss as mark:person:release it was last in:release that missed it:sources that deny it; the mark of a decile is its number. Releases
-- from before losses were remembered name mark:person alone, and of deciles the household's. The household asked (tempat) is the
-- question's name for good, wherever its people live now. Who was merged is followed; who is in no delivery has a question of absence.

CREATE OR REPLACE TABLE tmp_loss_asked AS
WITH question AS (
    SELECT
        coalesce(nullif(regexp_extract(bukti_fields, '"tempat":"([^"]+)"', 1), ''), family_ids[1], person_ids[1]) AS place_id,
        person_ids,
        bukti_fields,
        nullif(regexp_extract(bukti_fields, '"desil_sebelumnya":([0-9]+)', 1), '') AS desil
    FROM prev_conflict
    WHERE jenis = 'HILANG_DARI_RILIS'
),

piece AS (
    SELECT
        place_id,
        desil IS NOT NULL AS is_desil,
        FALSE AS is_denied,
        unnest(string_split(bukti_fields, '"')) AS entry
    FROM question
    WHERE desil IS NOT NULL
    UNION ALL
    SELECT
        place_id,
        TRUE AS is_desil,
        FALSE AS is_denied,
        concat(desil, ':', who.id) AS entry
    FROM question
    CROSS JOIN unnest(question.person_ids) AS who(id)
    WHERE desil IS NOT NULL AND NOT contains(bukti_fields, '"tempat"')
    UNION ALL
    SELECT
        place_id,
        FALSE AS is_desil,
        TRUE AS is_denied,
        unnest(string_split(string_split(bukti_fields, '"tidak_disebut"')[1], '"')) AS entry
    FROM question
    WHERE desil IS NULL
    UNION ALL
    SELECT
        place_id,
        FALSE AS is_desil,
        FALSE AS is_denied,
        unnest(string_split(string_split(bukti_fields, '"tidak_disebut"')[2], '"')) AS entry
    FROM question
    WHERE desil IS NULL
),

loss AS (
    SELECT
        place_id,
        is_desil,
        is_denied,
        split_part(entry, ':', 1) AS mark,
        split_part(entry, ':', 2) AS id,
        nullif(split_part(entry, ':', 3), '') AS last_release,
        nullif(split_part(entry, ':', 4), '') AS lost_release,
        nullif(split_part(entry, ':', 5), '') AS sources
    FROM piece
    WHERE regexp_matches(entry, '^[A-Z0-9_]+:P')
)

SELECT
    loss.place_id,
    loss.is_desil,
    gold_id.current_id AS person_id,
    CASE WHEN loss.is_desil THEN '' ELSE loss.mark END AS program,
    CASE WHEN loss.is_desil THEN try_cast(loss.mark AS INTEGER) END AS desil,
    loss.is_denied,
    loss.last_release,
    loss.lost_release,
    loss.sources
FROM loss
INNER JOIN gold_id ON loss.id = gold_id.id AND gold_id.entity = 'person'
WHERE gold_id.current_id IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY gold_id.current_id, CASE WHEN loss.is_desil THEN '' ELSE loss.mark END
    ORDER BY CASE WHEN loss.id = gold_id.current_id THEN 0 ELSE 1 END, loss.place_id, loss.id
) = 1;
