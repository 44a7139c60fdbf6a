-- Title: names of persons: clean text, old spelling, comparison and phonetic forms
-- Creates: macro name_upper, macro name_baby_mother, macro name_is_baby, macro name_second, macro name_first,
--   macro name_is_composed, macro name_bracket, macro name_has_father,
--   macro name_father, macro name_own, macro has_old_spelling, macro squeeze_b_to_l, macro squeeze, macro old_spelling,
--   macro abdul_apart, macro fon_spoken, macro fon_consonants, macro fon_vowels, macro name_fon, macro is_balinese, macro name_key
-- Reads: nothing
-- Variables: none
--
-- Twins for tests lie in tests/twins/names.py; rules and sources in docs/rules/names.md.

-- Upper case, Latin letters only beside . , / ( ) and blanks; quotes vanish (MA'RUF is MARUF), hyphens part.
CREATE OR REPLACE MACRO name_upper(s) AS
    CASE
        WHEN regexp_matches(s, '^[A-Z]+( [A-Z]+)*$') THEN s
        ELSE trim(regexp_replace(
            regexp_replace(
                translate(upper(s), 'ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÇÑÝ', 'AAAAAAEEEEIIIIOOOOOUUUUCNY'),
                '[''`’‘ʼ"“”\x{200B}\x{200C}\x{200D}\x{2060}\x{FEFF}]', '', 'g'
            ),
            '[^A-Z.,/()]+', ' ', 'g'
        ))
    END;

-- BAYI NY SITI: a child without a name yet, told by its mother's.
CREATE OR REPLACE MACRO name_is_baby(t) AS
    regexp_matches(t, '^((JABANG )?BAYI|BY|JABAYI)\.?( |$)') OR regexp_matches(t, '^ANAK\.? +(NY|NYONYA)\.? ');

CREATE OR REPLACE MACRO name_baby_mother(t) AS
    nullif(regexp_extract(t, '^(JABANG BAYI|BAYI|BY|JABAYI|ANAK)\.? +(DARI +)?(NY|NYONYA|IBU)\.? +(.+)$', 4), '');

-- Whether anything else than a name of its own may be in it; without, name_first is the whole, name_second and name_bracket are null.
CREATE OR REPLACE MACRO name_is_composed(t) AS regexp_matches(t, '[(/]|[ ,.](ALIAS|ALS|AKA|A\.K\.A|PANGGILAN)[. ]');

CREATE OR REPLACE MACRO name_bracket(t) AS nullif(trim(regexp_extract(t, '\(([^)]*)', 1)), '');

-- What follows ALIAS, ALS, AKA or a slash.
CREATE OR REPLACE MACRO name_second(t) AS
    coalesce(
        nullif(trim(regexp_extract(t, '^.+?[ ,.](ALIAS|ALS|AKA|A\.K\.A|PANGGILAN)[. ]+(.+)$', 2)), ''),
        nullif(trim(regexp_extract(t, '^[^/]+/(.+)$', 1)), '')
    );

-- The name without brackets and without what name_second tells.
CREATE OR REPLACE MACRO name_first(t) AS
    trim(regexp_replace(
        regexp_replace(regexp_replace(t, '\([^)]*\)?', ' ', 'g'), '[ ,.](ALIAS|ALS|AKA|A\.K\.A|PANGGILAN)[. ].*$', '', 'g'),
        '/.*$', '', 'g'
    ));

-- Without, there is no name_father, and name_own is the whole.
CREATE OR REPLACE MACRO name_has_father(t) AS regexp_matches(t, ' (BIN|BINTI|BINTE|BTI|BT)\.? ');

-- What follows BIN or BINTI is the father's name. B. alone stays what it mostly is, an initial.
CREATE OR REPLACE MACRO name_father(t) AS
    nullif(trim(regexp_extract(t, '^.+? (BIN|BINTI|BINTE|BTI|BT)\.? +(.+)$', 2)), '');

CREATE OR REPLACE MACRO name_own(t) AS regexp_replace(t, ' (BIN|BINTI|BINTE|BTI|BT)\.? +.*$', '', 'g');

-- Strong evidence of Dutch-era spelling somewhere in the name. OE alone is none: it outlived the reforms of 1947 and 1972 in
-- names that are modern otherwise (SOEHARTO JOYO).
CREATE OR REPLACE MACRO has_old_spelling(t) AS regexp_matches(t, 'TJ|DJ|SJ|(^| )NJ');

CREATE OR REPLACE MACRO is_balinese(t) AS
    regexp_matches(t, '^(I|NI) ')
    OR regexp_matches(t, '(^| )(WAYAN|WYN|NYOMAN|NYM|KETUT|KADEK|KDK|KOMANG|NENGAH|IDA AYU|IDA BAGUS|ANAK AGUNG|COKORDA|LUH)( |$)');

-- Doubled consonants to one, in two halves: parsers give up on deeper nesting. NGG is NG and G, no doubled letter (ANGGA).
CREATE OR REPLACE MACRO squeeze_b_to_l(s) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        replace(s, 'NGG', 'N1'),
        'BB', 'B'), 'CC', 'C'), 'DD', 'D'), 'FF', 'F'), 'GG', 'G'), 'HH', 'H'), 'JJ', 'J'), 'KK', 'K'), 'LL', 'L');

CREATE OR REPLACE MACRO squeeze(s) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        squeeze_b_to_l(s),
        'MM', 'M'), 'NN', 'N'), 'PP', 'P'), 'QQ', 'Q'), 'RR', 'R'), 'SS', 'S'), 'TT', 'T'), 'VV', 'V'), 'WW', 'W'),
        'XX', 'X'), 'YY', 'Y'), 'ZZ', 'Z'), 'N1', 'NGG');

-- Van Ophuijsen and Soewandi spelling to today's. A plain J becomes Y, and NJ becomes NY, only in a name with strong evidence:
-- PANJI and JOKO are modern. Beside an OE the few groups that are never modern change (NOERHAJATI, MOELJONO, SOERJADI), POEJI
-- keeps its J. 1 and 2 keep the J of DJ and the C of TJ out of the way meanwhile; KHOERUL is KHOIRUL, its OE is no U.
CREATE OR REPLACE MACRO old_spelling(t, is_old) AS
    replace(replace(replace(replace(
        CASE
            WHEN is_old THEN replace(replace(replace(replace(t, 'DJ', '1'), 'TJ', '2'), 'NJ', 'NY'), 'J', 'Y')
            WHEN strpos(t, 'OE') > 0 THEN
                replace(replace(replace(replace(t, 'HJ', 'HY'), 'LJ', 'LY'), 'OERJ', 'OERY'), 'AJAT', 'AYAT')
            ELSE t
        END,
        'HOER', 'HOIR'), 'OE', 'U'), '1', 'J'), '2', 'C');

-- ABDULROHMAN, ABDURROHMAN, ABDURAHMAN: ABDUL and the rest; ABDULLAH is a name of its own. Doubles are reduced before.
CREATE OR REPLACE MACRO abdul_apart(t) AS
    CASE
        WHEN regexp_matches(t, '^ABD(UL|IL)(AH|OH|LAH|LOH)$') THEN t
        WHEN regexp_matches(t, '^ABDUL[A-Z]{3,}$') THEN 'ABDUL ' || substr(t, 6)
        WHEN regexp_matches(t, '^ABDU(R[AO]|S[AOU]|SY|SH|N[AU]|T[AO]|Z[AO]|D[AO])[A-Z]{2,}$') THEN 'ABDUL ' || substr(t, 5)
        ELSE t
    END;

-- a for o, as spoken in West Java and Central Java.
CREATE OR REPLACE MACRO fon_spoken(s) AS
    replace(replace(replace(replace(replace(replace(replace(
        s,
        'ROHM', 'RAHM'), 'ROHI', 'RAHI'), 'OLEH', 'ALEH'), 'OLIH', 'ALIH'), 'LOH ', 'LAH '), 'ROMAD', 'RAMAD'), 'LLOH', 'LLAH');

-- One sound, several letters.
CREATE OR REPLACE MACRO fon_consonants(s) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(
        s,
        ' CHAND', ' CAND'), ' CHRIS', ' KRIS'), 'KH', 'H'), 'CH', 'H'), 'PH', 'P'), 'SY', 'S'), 'SH', 'S'), 'TS', 'S'),
        'DH', 'D'), 'TH', 'T'), 'DZ', 'Z'), ' Z', ' J'), 'Z', 'S'), 'Q', 'K'), 'X', 'KS'), 'F', 'P'), 'V', 'P');

-- Vowels written in two ways, and an H that is not heard.
CREATE OR REPLACE MACRO fon_vowels(s) AS
    replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(
        s,
        'AI', 'E'), 'EI', 'E'), 'AE', 'E'), 'AU', 'O'), 'OU', 'O'), 'IY', 'I'), 'UW', 'U'),
        ' H', ' 1'), 'H', ''), '1', 'H'), 'Y', 'I'), 'E', 'I'), 'O', 'U'), 'II', 'I'), 'UU', 'U');

-- The coarse form of one or more words, word by word the same number of them: for blocking and partial agreement only.
CREATE OR REPLACE MACRO name_fon(s) AS
    trim(replace(replace(replace(
        squeeze(fon_vowels(fon_consonants(fon_spoken(' ' || s || ' ')))),
        'NGG', 'NG'), 'AA', 'A'), 'D ', 'T '));

-- What a name is known by: as delivered, with the sex and the region in whose light it is read; null without a name.
CREATE OR REPLACE MACRO name_key(nama, jk, konteks) AS nama || '|' || coalesce(jk, '') || '|' || konteks;
