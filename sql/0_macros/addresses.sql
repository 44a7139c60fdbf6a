-- Title: addresses taken apart: street, number, block, RT, RW, hamlet
-- Creates: macro addr_text, macro roman_number, macro three_digits, macro addr_rt_text, macro addr_rw_text, macro addr_number, macro addr_block,
--   macro addr_rest, macro addr_street, macro addr_hamlet, macro addr_words
-- Reads: nothing
-- Variables: none
--
-- Forms as offices write them: RT 03 RW 05, RT.003/RW.005, RT/RW 3/5, RT03/05, 003/005, RT 3 RW V; docs/rules/addresses.md.

-- Upper case, one blank between words, postal codes and everything but letters, digits, dots, slashes off.
CREATE OR REPLACE MACRO addr_text(s) AS
    trim(regexp_replace(
        regexp_replace(regexp_replace(upper(s), '[^A-Z0-9./-]+', ' ', 'g'), '(KODE ?POS|KODEPOS)[ .:]*[0-9]{5}', ' ', 'g'), ' +', ' ', 'g'
    ));

CREATE OR REPLACE MACRO roman_number(t) AS
    CASE t
        WHEN 'I' THEN 1 WHEN 'II' THEN 2 WHEN 'III' THEN 3 WHEN 'IV' THEN 4 WHEN 'V' THEN 5 WHEN 'VI' THEN 6 WHEN 'VII' THEN 7
        WHEN 'VIII' THEN 8 WHEN 'IX' THEN 9 WHEN 'X' THEN 10 WHEN 'XI' THEN 11 WHEN 'XII' THEN 12 WHEN 'XIII' THEN 13
        WHEN 'XIV' THEN 14 WHEN 'XV' THEN 15 WHEN 'XVI' THEN 16 WHEN 'XVII' THEN 17 WHEN 'XVIII' THEN 18 WHEN 'XIX' THEN 19
        WHEN 'XX' THEN 20
    END;

-- 3, 03, RT 003 and III are 003; 0, 000 and - are none.
CREATE OR REPLACE MACRO three_digits(s) AS
    CASE
        WHEN regexp_matches(s, '[0-9]') THEN
            -- Four digits and more are no RT.
            CASE
                WHEN regexp_matches(s, '^[^0-9]*0*[1-9][0-9]{0,2}([^0-9]|$)')
                    THEN lpad(regexp_extract(s, '^[^0-9]*0*([1-9][0-9]{0,2})', 1), 3, '0')
            END
        ELSE lpad(CAST(roman_number(regexp_extract(upper(s), '([IVX]+)[^A-Z]*$', 1)) AS VARCHAR), 3, '0')
    END;

-- RT and RW as they stand; three_digits makes numbers of them. Bare 003/005 counts once the house number is out of the way.
CREATE OR REPLACE MACRO addr_rt_text(t) AS
    coalesce(
        nullif(regexp_extract(t, 'RT ?[./] ?RW[ .:]*([0-9]+|[IVX]+) ?[/-] ?([0-9]+|[IVX]+)', 1), ''),
        nullif(regexp_extract(t, '(^|[ ,.])RT[ .:]*([0-9]+|[IVX]+)([ ,./-]|$)', 2), ''),
        nullif(regexp_extract(
            regexp_replace(t, '(NO|NOMOR|NMR)[ .]*[0-9]+[A-Z]?', ' ', 'g'), '(^| )([0-9]{1,3}) ?/ ?([0-9]{1,3})( |$)', 2), '')
    );

CREATE OR REPLACE MACRO addr_rw_text(t) AS
    coalesce(
        nullif(regexp_extract(t, 'RT ?[./] ?RW[ .:]*([0-9]+|[IVX]+) ?[/-] ?([0-9]+|[IVX]+)', 2), ''),
        nullif(regexp_extract(t, '(^|[ ,./-])RW[ .:]*([0-9]+|[IVX]+)([ ,./-]|$)', 2), ''),
        nullif(regexp_extract(t, '(^|[ ,.])RT[ .:]*([0-9]+|[IVX]+) ?[/-] ?([0-9]+|[IVX]+)([ ,.]|$)', 3), ''),
        nullif(regexp_extract(
            regexp_replace(t, '(NO|NOMOR|NMR)[ .]*[0-9]+[A-Z]?', ' ', 'g'), '(^| )([0-9]{1,3}) ?/ ?([0-9]{1,3})( |$)', 3), '')
    );

CREATE OR REPLACE MACRO addr_number(t) AS
    nullif(regexp_extract(t, '(^| )(NO|NOMOR|NMR)[ .:]*([0-9]+ ?[A-Z]?)([ ,./-]|$)', 3), '');

CREATE OR REPLACE MACRO addr_block(t) AS
    nullif(regexp_extract(t, '(^| )(BLOK|BLK)[ .:]*([A-Z]{1,2} ?[0-9]*|[0-9]+)([ ,./-]|$)', 3), '');

-- The address without RT, RW, number, block and what names a larger area.
CREATE OR REPLACE MACRO addr_rest(t) AS
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(' ' || t, ' (DESA|DS|KEL|KELURAHAN|KEC|KECAMATAN|KAB|KABUPATEN|KOTA|PROV|PROVINSI)[ .].*$', '', 'g'),
            ' ((NO|NOMOR|NMR)[ .:]*[0-9]|(BLOK|BLK|KAV|KAVLING)[ .]|R[TW][ .:/]*[0-9IVX]|RT ?[./] ?RW|[0-9]{1,3} ?/ ?[0-9]).*$', '', 'g'
        ),
        '[ ./-]+$', '', 'g'
    ));

-- Words spelt out that are written short or long.
CREATE OR REPLACE MACRO addr_words(t) AS
    nullif(trim(regexp_replace(replace(replace(replace(replace(replace(replace(
        -- two blanks between words, so that one replacement does not use up the blank before the next word
        ' ' || regexp_replace(t, '[^A-Z0-9]+', '  ', 'g') || ' ',
        ' SEI ', ' SUNGAI '), ' TJ ', ' TANJUNG '), ' TG ', ' TANJUNG '), ' DR ', ' DOKTER '), ' GN ', ' GUNUNG '),
        ' KH ', ' '), ' +', ' ', 'g')), '');

-- Street or lane, else housing estate, without the hamlet that may follow.
CREATE OR REPLACE MACRO addr_street(rest) AS
    CASE
        WHEN regexp_matches(rest, '^(JL|JLN|JALAN)[ .]') THEN addr_words(regexp_replace(
            regexp_replace(rest, '^(JL|JLN|JALAN)[ .]+', '', 'g'),
            ' (DUSUN|DSN|DUKUH|DK|KP|KAMPUNG|LK|LINGK|LINGKUNGAN|LING|BANJAR|BR|JORONG|JR|GAMPONG|GP)[ .].*$', '', 'g'))
        WHEN regexp_matches(rest, '^(GG|GANG|LR|LRG|LORONG)[ .]') THEN
            'GANG ' || addr_words(regexp_replace(rest, '^(GG|GANG|LR|LRG|LORONG)[ .]+', '', 'g'))
        WHEN regexp_matches(rest, '^(PERUM|PERUMAHAN|KOMP|KOMPLEK|KOMPLEKS|BTN|GRIYA|ASRAMA|RUSUN)[ .]') THEN
            'PERUM ' || addr_words(regexp_replace(rest, '^(PERUM|PERUMAHAN|KOMP|KOMPLEK|KOMPLEKS|BTN)[ .]+', '', 'g'))
    END;

-- The hamlet behind its kind word; text without any kind word is mostly a hamlet, too.
CREATE OR REPLACE MACRO addr_hamlet(rest) AS
    CASE
        WHEN regexp_matches(' ' || rest,
            ' (DUSUN|DSN|DUKUH|DK|PEDUKUHAN|KP|KAMPUNG|KAMPONG|LK|LINGK|LINGKUNGAN|LING|LINK|BANJAR|BR|JORONG|JR|GAMPONG|GP|HUTA)[ .]+[A-Z0-9]')
            THEN addr_words(regexp_extract(' ' || rest,
                ' (DUSUN|DSN|DUKUH|DK|PEDUKUHAN|KP|KAMPUNG|KAMPONG|LK|LINGK|LINGKUNGAN|LING|LINK|BANJAR|BR|JORONG|JR|GAMPONG|GP|HUTA)[ .]+(.+)$', 2))
        WHEN addr_street(rest) IS NULL AND regexp_matches(rest, '[A-Z]{3}') THEN addr_words(rest)
    END;
