# shared_core__pins on xc7a35tcpg236-1
#
# Run it in this folder: vivado -mode batch -source vivado.tcl
read_verilog rtl/lib/event_serialiser.v
read_verilog rtl/lib/gather_sequencer.v
read_verilog rtl/lib/lane_accumulator.v
read_verilog rtl/lib/packet_delay.v
read_verilog rtl/lib/packet_merge.v
read_verilog rtl/lib/rom.v
read_verilog rtl/lib/route_filter.v
read_verilog rtl/lib/router_tap.v
read_verilog rtl/lib/row_fetch.v
read_verilog rtl/lib/sdp_ram.v
read_verilog rtl/lib/skid_buffer.v
read_verilog rtl/lib/spike_router.v
read_verilog rtl/lib/stream_fifo.v
read_verilog rtl/lib/stream_fork.v
read_verilog rtl/lib/sweep_sequencer.v
read_verilog rtl/lib/word_tags.v
read_verilog rtl/shared_core__core0.v
read_verilog rtl/shared_core__core0__plain.v
read_verilog rtl/shared_core__core0__sums.v
read_verilog rtl/shared_core__core0__tired.v
read_verilog rtl/shared_core.v
read_verilog synth/shared_core__pins.v
read_mem rtl/shared_core__core0_parameters.mem
read_mem rtl/shared_core__core0_rows.mem
read_mem rtl/shared_core__core0_weights.mem
read_xdc clock.xdc

synth_design -top shared_core__pins -part xc7a35tcpg236-1
opt_design
place_design
route_design

report_utilization -hierarchical -file utilization.rpt
report_timing_summary -file timing.rpt

# Let a board file name pins and voltages; without one, any free pin will do.
set_property SEVERITY {Warning} [get_drc_checks {NSTD-1 UCIO-1}]
write_bitstream -force shared_core__pins.bit
