alter table keys drop constraint keys_partner, drop column partner_id;
drop table partners;
