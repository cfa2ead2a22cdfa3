-- What descrape did, from the answers of `descrape --records --fix`: duckdb < duckdb.sql, where answers.jsonl lies.
create table answers as
  select id, line, text, descrape, _error as error
  from read_json(
    'answers.jsonl', format = 'newline_delimited', maximum_object_size = 268435456,
    columns = {
      id: 'varchar', line: 'bigint', text: 'varchar', _error: 'struct(code varchar, message varchar)',
      descrape: 'struct(verdict varchar, reasons varchar[], "removedRatio" double,
        edits struct(rules varchar[], removed varchar, replacement varchar, safe boolean)[])'
    }
  );

-- Lines that could not be read.
select error.code as code, count(*) as records, min(line) as first_line
from answers where error is not null group by code order by records desc;

-- What each rule removed.
select rule, count(*) as edits, sum(length(removed) - length(replacement)) as characters, min(removed) as example
from (select unnest(edit.rules) as rule, edit.removed, edit.replacement from (select unnest(descrape.edits) as edit from answers))
group by rule order by characters desc;

-- Texts that lost most.
select id, descrape."removedRatio" as share from answers where descrape is not null order by share desc, id limit 20;

-- What is left and stands in many texts; `descrape profile` finds such lines by their site.
select line, count(*) as texts
from (select distinct id, unnest(string_split(text, chr(10))) as line from answers)
where length(trim(line)) > 0 group by line having texts >= 10 order by texts desc limit 20;
