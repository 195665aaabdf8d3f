drop table subscription_items, polls, subscriptions;
