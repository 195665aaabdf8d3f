drop index quotes_said;
drop index quotes_newest;
drop index photos_released;
drop index photos_taken;
drop index photos_of_credit;
drop index photos_of_photographer;
