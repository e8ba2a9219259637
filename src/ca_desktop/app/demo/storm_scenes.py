"""The disasters of the storm, in the order of the week; each uses what the office has left."""

from collections.abc import Callable

from ca_desktop.app.demo import storm_desks, storm_files, storm_machines
from ca_desktop.app.demo.storm import StormTown

SCENES: tuple[Callable[[StormTown], None], ...] = (
    storm_files.ordinary_day,
    storm_files.lost_stick,
    storm_files.file_twice,
    storm_files.wrong_order,
    storm_files.damaged_file,
    storm_files.cut_file,
    storm_files.wrong_office,
    storm_files.by_mail,
    storm_files.scan_on_a_lost_stick,
    storm_files.older_program,
    storm_desks.crossed_recall,
    storm_desks.forced_take_back,
    storm_desks.papers_at_the_commune,
    storm_desks.keys_change,
    storm_machines.broken_pc,
    storm_machines.lost_disk,
    storm_machines.edited_journal,
    storm_machines.old_folder,
    storm_machines.cloned_pc,
    storm_machines.whole_disk_put_back,
    storm_machines.centre_put_back,
    storm_machines.dead_pc,
    storm_machines.stolen_pc,
    storm_machines.centre_burns,
)
