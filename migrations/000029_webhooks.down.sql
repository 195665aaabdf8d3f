drop table deliveries;
drop table webhook_secrets;
drop table webhooks;
delete from trails where name like 'webhook/%';
