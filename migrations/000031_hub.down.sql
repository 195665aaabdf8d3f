drop table hub_topics;
drop table hub_subscriptions;
drop table hub_intents;
