-- By which other system somebody signed in; null: with a password. It decides whether a password has to be changed first.
ALTER TABLE onegrid.sessions ADD COLUMN way text;
