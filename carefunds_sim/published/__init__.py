"""An area from published tables: tables read, one council's rows chosen, sizes worked out."""
