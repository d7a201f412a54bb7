// Network several_spikes, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, single[0:1]
//   core1: 2 lanes, bursts[0:2]
//   core.core1 -> core.core0, 1 step later
//   in.x -> core.core0
//   core.core1 -> core.core1, 2 steps later
//   in.x -> core.core1
//   core.core1 -> out.bursts
//   core.core0 -> out.single
`default_nettype none

module several_spikes #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input x: the index of each neuron that spikes
    input  wire [0:0] s_x_tdata,
    input  wire s_x_tvalid,
    output wire s_x_tready,
    input  wire s_x_tlast,
    input  wire s_x_tkeep,
    input  wire s_x_tuser,

    // Output bursts: the index of a neuron for each spike, at most 5 in a packet
    output wire [1:0] m_bursts_tdata,
    output wire m_bursts_tvalid,
    input  wire m_bursts_tready,
    output wire m_bursts_tlast,
    output wire m_bursts_tkeep,
    output wire m_bursts_tuser,

    // Output single: the index of each neuron that spikes
    output wire [0:0] m_single_tdata,
    output wire m_single_tvalid,
    input  wire m_single_tready,
    output wire m_single_tlast,
    output wire m_single_tkeep,
    output wire m_single_tuser
);
    wire [1:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [1:0] core1_out_tdata;
    wire core1_out_tvalid;
    wire core1_out_tready;
    wire core1_out_tlast;
    wire core1_out_tkeep;
    wire core1_out_tuser;

    wire [1:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire [2:0] core1_in_tdata;
    wire core1_in_tvalid;
    wire core1_in_tready;
    wire core1_in_tlast;
    wire core1_in_tkeep;
    wire core1_in_tuser;

    wire core0_done;

    several_spikes__core0 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core0 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core0_in_tdata),
        .s_tvalid (core0_in_tvalid),
        .s_tready (core0_in_tready),
        .s_tlast  (core0_in_tlast),
        .s_tkeep  (core0_in_tkeep),
        .s_tuser  (core0_in_tuser),
        .m_tdata  (core0_out_tdata),
        .m_tvalid (core0_out_tvalid),
        .m_tready (core0_out_tready),
        .m_tlast  (core0_out_tlast),
        .m_tkeep  (core0_out_tkeep),
        .m_tuser  (core0_out_tuser),
        .step_done (core0_done)
    );

    wire core1_done;

    several_spikes__core1 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core1 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core1_in_tdata),
        .s_tvalid (core1_in_tvalid),
        .s_tready (core1_in_tready),
        .s_tlast  (core1_in_tlast),
        .s_tkeep  (core1_in_tkeep),
        .s_tuser  (core1_in_tuser),
        .m_tdata  (core1_out_tdata),
        .m_tvalid (core1_out_tvalid),
        .m_tready (core1_out_tready),
        .m_tlast  (core1_out_tlast),
        .m_tkeep  (core1_out_tkeep),
        .m_tuser  (core1_out_tuser),
        .step_done (core1_done)
    );

    // core.core0 -> out.single
    assign m_single_tdata  = {core0_out_tdata[0:0]};
    assign m_single_tvalid = core0_out_tvalid;
    assign core0_out_tready = m_single_tready;
    assign m_single_tlast  = core0_out_tlast;
    assign m_single_tkeep  = core0_out_tkeep;
    assign m_single_tuser  = core0_out_tuser;
    wire unused_core0_out = &{1'b0, core0_out_tdata};

    // router0
    //   core.core1 -> core.core0, 1 step later, 32 beats
    //   in.x -> core.core0, 32 beats
    //   core.core1 -> core.core1, 2 steps later, 32 beats
    //   in.x -> core.core1, 32 beats
    //   core.core1 -> out.bursts, 32 beats
    wire [8:0] router0_tdata;

    spike_router #(
        .SOURCES      (2),
        .SINKS        (3),
        .TAPS         (5),
        .RANGES       (5),
        .S_ID         (2),
        .M_ID         (3),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd1, 32'd0, 32'd1, 32'd0, 32'd1}),
        .TAP_DELAY     ({32'd0, 32'd0, 32'd2, 32'd0, 32'd1}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd4, 32'd3, 32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd4, 32'd2, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd2, 32'd2}),
        .SINK_DELAYED  ({32'd0, 32'd1, 32'd1}),
        .RANGE_FIRST   ({32'd0, 32'd0, 32'd0, 32'd2, 32'd0}),
        .RANGE_LAST    ({32'd2, 32'd1, 32'd2, 32'd2, 32'd2}),
        .RANGE_OFFSET  ({32'd0, 32'd0, 32'd2, 32'd0, 32'd0})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core1_out_tdata, {1'd0, s_x_tdata[0:0]} }),
        .s_tvalid ({ core1_out_tvalid, s_x_tvalid }),
        .s_tready ({ core1_out_tready, s_x_tready }),
        .s_tlast  ({ core1_out_tlast, s_x_tlast }),
        .s_tkeep  ({ core1_out_tkeep, s_x_tkeep }),
        .s_tuser  ({ core1_out_tuser, s_x_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ m_bursts_tvalid, core1_in_tvalid, core0_in_tvalid }),
        .m_tready ({ m_bursts_tready, core1_in_tready, core0_in_tready }),
        .m_tlast  ({ m_bursts_tlast, core1_in_tlast, core0_in_tlast }),
        .m_tkeep  ({ m_bursts_tkeep, core1_in_tkeep, core0_in_tkeep }),
        .m_tuser  ({ m_bursts_tuser, core1_in_tuser, core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[1:0];
    assign core1_in_tdata = router0_tdata[5:3];
    assign m_bursts_tdata = router0_tdata[7:6];
    wire unused_router0 = &{1'b0, router0_tdata[2:2], router0_tdata[8:8]};

    wire unused_done = &{1'b0, core0_done, core1_done};
endmodule

`default_nettype wire
