drop table likeness_unread;
drop table likenesses;
