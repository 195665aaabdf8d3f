alter table articles reset (fillfactor);
alter table articles alter column document set compression default, alter column card set compression default;
alter table revisions alter column document set compression default;
alter table blocks alter column html set compression default, alter column text set compression default;
alter table corrections alter column changes set compression default;
alter table kept_answers alter column answer set compression default;
