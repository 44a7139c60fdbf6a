-- Title: columns a source carries beyond ours, as text that can be compared
-- Creates: macro extra_text
-- Reads: nothing
-- Variables: none
--
-- What such a column means only the user knows, so nothing is corrected: case, accents and signs go, letters of every script
-- and digits stay.

CREATE OR REPLACE MACRO extra_text(s) AS
    trim(regexp_replace(
        translate(upper(s), 'ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÇÑÝ', 'AAAAAAEEEEIIIIOOOOOUUUUCNY'),
        '[^\p{L}\p{N}]+', ' ', 'g'
    ));
