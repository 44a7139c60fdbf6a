-- Title: one name of one to four plain tokens and nothing else, in comparison form and in phonetic form
-- Creates: tmp_name_plain
-- Reads: tmp_name_part, tmp_name_spelling
-- Variables: none
--
-- Most names are such: their tokens are looked up one by one. All others have their tokens judged beside one another
-- (tmp_name_token, tmp_name_word), which costs several times as much.
CREATE OR REPLACE TABLE tmp_name_plain AS
SELECT
    part.name_id,
    part.is_baby,
    concat_ws(' ', w1.baku, w2.baku, w3.baku, w4.baku) AS nama_std,
    concat_ws(' ', w1.fon, w2.fon, w3.fon, w4.fon) AS nama_fon_text
FROM tmp_name_part AS part
INNER JOIN tmp_name_spelling AS w1 ON part.words[1] = w1.bare AND part.is_old_spelling = w1.is_old_spelling AND w1.is_plain
LEFT JOIN tmp_name_spelling AS w2 ON part.words[2] = w2.bare AND part.is_old_spelling = w2.is_old_spelling AND w2.is_plain
LEFT JOIN tmp_name_spelling AS w3 ON part.words[3] = w3.bare AND part.is_old_spelling = w3.is_old_spelling AND w3.is_plain
LEFT JOIN tmp_name_spelling AS w4 ON part.words[4] = w4.bare AND part.is_old_spelling = w4.is_old_spelling AND w4.is_plain
WHERE
    part.is_alone
    AND array_length(part.words) <= 4
    AND (array_length(part.words) < 2 OR w2.bare IS NOT NULL)
    AND (array_length(part.words) < 3 OR w3.bare IS NOT NULL)
    AND (array_length(part.words) < 4 OR w4.bare IS NOT NULL);
